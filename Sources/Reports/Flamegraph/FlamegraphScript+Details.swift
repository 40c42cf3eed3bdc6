/// The script's sixth part: what is said of a box, in the details, the tooltip and to those who listen.

let flamegraphScriptDetails = #"""
  const nameOf = (box) => (box.gathered ? narrowText(box.gathered.length) : box.frame < 0 ? "All" : profile.name(box.frame));
  const narrowText = (count) => `${grouped(count)} narrow ${count === 1 ? "frame" : "frames"}`;

  /** The way to what is zoomed into, each step a button. */
  function showPath() {
    const steps = view.line(zoomed).map((box) => {
      const button = made("button", { type: "button", onclick: () => zoomTo(box), title: nameOf(box) }, nameOf(box));
      if (box === zoomed) button.setAttribute("aria-current", "true");
      return made("li", {}, button);
    });
    element("path").replaceChildren(...steps);
    element("path").scrollLeft = element("path").scrollWidth;
  }

  /** Texts of a box for the details, the tooltip and those who listen. */
  function describe(box) {
    const mode = modes[state.mode], whole = view.root.value;
    const isRoot = box === view.root;
    const lines = box.frames?.size > 1 ? ` and ${box.frames.size - 1} more of its lines` : "";
    return {
      name: nameOf(box),
      place: isRoot ? [state.inverted ? "everything, by what allocated it" : "the whole program"]
        : box.gathered ? ["too narrow to be drawn one by one: zoom in"] : [profile.place(box.frame) + lines, profile.module(box.frame)].filter(Boolean),
      value: columnText(mode.column, box.value),
      other: columnText(mode.other, view.count(box, mode.other)),
      ofWhole: percentText(box.value, whole),
      ofParent: box.parent ? percentText(box.value, box.parent.value) : "–",
    };
  }

  function showSelected() {
    const mode = modes[state.mode], text = describe(selected);
    element("details-name").textContent = text.name;
    element("details-place").textContent = text.place.join(" · ");
    const isBytes = mode.column.endsWith("Bytes");
    const numbers = [
      [mode.label, isBytes ? `${text.value} (${grouped(selected.value)} B)` : text.value], [mode.otherLabel, text.other],
      ["Of all", text.ofWhole], [state.inverted ? "Of the frame it called" : "Of its caller", text.ofParent],
    ];
    if (!state.inverted && !selected.gathered) numbers.push(["Not in callees", columnText(mode.column, view.own(selected))]);
    if (selected.frame >= 0) numbers.push(["Below this function anywhere", everywhereText(selected.frame)]);
    element("details-numbers").replaceChildren(
      ...numbers.map(([term, value]) => made("div", {}, made("dt", {}, term), made("dd", {}, value))));
  }

  /** What was allocated by a function and its callees in all places of the tree. */
  function everywhereText(frame) {
    const wanted = profile.functionOf.map((each) => (each === profile.functionOf[frame] ? 1 : 0));
    const { column } = modes[state.mode], sum = profile.sumBelow(column, wanted, view.hidden);
    return `${columnText(column, sum)}, ${percentText(sum, view.root.value)}`;
  }

  function select(box) {
    selected = box;
    graph.reveal(box.depth);
    graph.drawMarks(theme, selected, hovered);
    showSelected();
    say(spoken(box));
  }

  function spoken(box) {
    const { name, place, value, ofWhole, ofParent } = describe(box);
    const relation = box.parent ? `, ${ofParent} of ${nameOf(box.parent)}` : "";
    return `${name}, ${place.join(", ")}: ${value}, ${ofWhole} of all${relation}`;
  }

  const say = (text) => (element("live").textContent = text);
  """#
