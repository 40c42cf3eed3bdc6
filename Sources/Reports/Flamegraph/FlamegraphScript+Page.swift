/// The script's fifth part: what the page shows, from the state in its address and what the reader does.

let flamegraphScriptPage = #"""
  const element = (id) => document.getElementById(id);
  const data = JSON.parse(element("data").textContent);
  const profile = new Profile(data);
  const graph = new Graph(element("graph"), element("surface"), element("boxes"), element("marks"));

  /** What is in the page's address, so that it can be kept, sent and gone back to. Texts, as they stand there. */
  const initialState = {
    mode: data.mode, inverted: data.inverted ? "1" : "", flame: "", merged: "", colors: "module", search: "", regex: "", zoom: "",
  };
  let state = { ...initialState };

  let theme, colors, view, zoomed, selected, hovered = null;
  /** Of what is searched for: `{ wanted, count }`, wanted[frame] being 1 or 0; null without a search. */
  let matches = null;

  function stateFromAddress() {
    const given = new URLSearchParams(location.hash.slice(1));
    const result = { ...initialState };
    for (const name of Object.keys(result)) if (given.has(name)) result[name] = given.get(name);
    if (!Object.hasOwn(modes, result.mode)) result.mode = initialState.mode;
    return result;
  }

  /** Changes the state. A zoom is something to go back from, other changes are not. */
  function change(changes) {
    const wanted = { ...state, ...changes };
    const given = Object.entries(wanted).filter(([name, value]) => value !== initialState[name]);
    const hash = `#${new URLSearchParams(given)}`;
    if (changes.zoom !== undefined && changes.zoom !== state.zoom) history.pushState(null, "", hash);
    else history.replaceState(null, "", hash);
    apply(wanted);
  }

  /** Shows a state, making anew only what depends on what changed. */
  function apply(wanted) {
    const before = state;
    const isFirst = !view;
    state = wanted;
    const differs = (...names) => isFirst || names.some((name) => before[name] !== state[name]);
    const keys = state.zoom === "" ? [] : state.zoom.split(".").map(Number);
    if (differs("mode", "inverted", "merged")) {
      const selectedKeys = selected ? keysOf(selected) : [];
      view = new View(profile, modes[state.mode].column, { inverted: state.inverted === "1", merged: state.merged === "1" });
      zoomed = view.find(keys);
      selected = differs("inverted", "merged") ? zoomed : view.find(selectedKeys);
      hovered = null;
    } else if (differs("zoom")) {
      zoomed = view.find(keys);
      selected = zoomed;
    }
    if (differs("colors")) useColors();
    if (differs("search", "regex", "mode")) findMatches();
    showControls();
    showPath();
    showGraph();
    showSelected();
    if (differs("zoom", "flame", "inverted", "merged", "mode")) graph.reveal(selected.depth);
    if (differs("flame") && state.flame) graph.scroller.scrollTop = graph.content;
  }

  const keysOf = (box) => view.line(box).slice(1).map((each) => each.key);
  const zoomTo = (box) => change({ zoom: keysOf(box).join(".") });

  function useColors() {
    theme = currentTheme();
    colors = new Colors(profile, theme, state.colors === "module");
    const legend = state.colors === "module" ? colors.legend : [];
    element("legend").replaceChildren(...legend.map(({ name, color }) => {
      const swatch = made("span", { className: "swatch" });
      swatch.style.background = color;
      return made("li", {}, swatch, name);
    }));
  }

  /** An element with properties and children; texts become text, never markup. */
  function made(tag, properties, ...children) {
    const result = Object.assign(document.createElement(tag), properties);
    result.append(...children);
    return result;
  }

  function showGraph() {
    graph.place(view, zoomed);
    graph.fit(state.flame === "1");
    // A scroll bar that came or went changed the width.
    if (graph.scroller.clientWidth !== graph.width) {
      graph.place(view, zoomed);
      graph.fit(state.flame === "1");
    }
    const isEmpty = view.root.value <= 0;
    element("empty").hidden = !isEmpty;
    element("empty").textContent = modes[state.mode].empty;
    draw();
  }

  function draw() {
    graph.draw(profile, colors, theme, matches?.wanted);
    graph.drawMarks(theme, selected, hovered);
  }

  function showControls() {
    for (const name of ["mode", "colors"]) element(name).value = state[name];
    for (const name of ["inverted", "flame", "merged", "regex"]) element(name).checked = state[name] === "1";
    if (element("search").value !== state.search) element("search").value = state.search;
    element("reset").disabled = zoomed === view.root;
  }

  const nameOf = (box) => (box.frame < 0 ? "All" : profile.name(box.frame));

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
      name: isRoot ? "All" : nameOf(box),
      place: isRoot ? [state.inverted ? "what allocated, with its callers below" : "the whole program"]
        : [profile.place(box.frame) + lines, profile.module(box.frame)].filter(Boolean),
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
      [mode.label, isBytes ? `${text.value} (${grouped(selected.value)} B)` : text.value],
      [mode.other === "totalBlocks" && !isBytes ? "Of allocations" : isBytes ? "In" : "With", text.other],
      ["Of all", text.ofWhole], [state.inverted ? "Of the frame it called" : "Of its caller", text.ofParent],
    ];
    if (!state.inverted) numbers.push(["Not in callees", columnText(mode.column, view.own(selected))]);
    if (selected.frame >= 0) numbers.push(["Below this function anywhere", everywhereText(selected.frame)]);
    element("details-numbers").replaceChildren(
      ...numbers.map(([term, value]) => made("div", {}, made("dt", {}, term), made("dd", {}, value))));
  }

  /** What was allocated by a function and its callees in all places of the tree. */
  function everywhereText(frame) {
    const wanted = profile.functionOf.map((each) => (each === profile.functionOf[frame] ? 1 : 0));
    const { column } = modes[state.mode], sum = profile.sumBelow(column, wanted);
    return `${columnText(column, sum)}, ${percentText(sum, view.root.value)}`;
  }

  function select(box) {
    selected = box;
    graph.reveal(box.depth);
    graph.drawMarks(theme, selected, hovered);
    showSelected();
    const { name, place, value, ofWhole, ofParent } = describe(box);
    const relation = box.parent ? `, ${ofParent} of ${nameOf(box.parent)}` : "";
    say(`${name}, ${place.join(", ")}: ${value}, ${ofWhole} of all${relation}`);
  }

  const say = (text) => (element("live").textContent = text);
  """#
