/// The script's eighth part: keys, pointer and controls.

let flamegraphScriptInput = #"""
  const toggled = (name) => ({ [name]: state[name] === "1" ? "" : "1" });
  /** Another tree has other boxes: what was zoomed into is not in it. */
  const otherTree = (changes) => change({ ...changes, zoom: "" });

  function nextMode() {
    const names = Object.keys(modes);
    const mode = names[(names.indexOf(state.mode) + 1) % names.length];
    change({ mode });
    say(`${modes[mode].label}: ${columnText(modes[mode].column, view.root.value)}`);
  }

  /** Towards the callees where the root is above, towards the callers where it is below. */
  function moveVertically(step) {
    const depth = selected.depth + (state.flame === "1" ? -step : step);
    if (depth < selected.depth) return selected.parent && select(selected.parent);
    const widest = graph.rows[depth]?.find(({ box }) => box.parent === selected);
    if (widest) select(widest.box);
  }

  function moveHorizontally(step) {
    const row = graph.rows[selected.depth] ?? [];
    const at = row.findIndex(({ box }) => box === selected);
    const next = row[Math.abs(step) > 1 ? (step < 0 ? 0 : row.length - 1) : at + step];
    if (next) select(next.box);
  }

  function resetOne() {
    if (state.search !== "") change({ search: "" });
    else if (zoomed !== view.root) change({ zoom: "" });
    else select(view.root);
  }

  const focusSearch = () => (element("search").focus(), element("search").select());
  const graphKeys = {
    ArrowUp: () => moveVertically(-1), ArrowDown: () => moveVertically(1),
    ArrowLeft: () => moveHorizontally(-1), ArrowRight: () => moveHorizontally(1),
    Home: () => moveHorizontally(-Infinity), End: () => moveHorizontally(Infinity),
    Enter: () => zoomTo(selected), " ": () => zoomTo(selected),
    Backspace: () => zoomed.parent && zoomTo(zoomed.parent),
  };
  const pageKeys = {
    Escape: resetOne, "/": focusSearch, "?": () => element("keys").showModal(),
    n: () => selectMatch(1), p: () => selectMatch(-1), N: () => selectMatch(-1), m: nextMode,
    i: () => otherTree(toggled("inverted")), g: () => otherTree(toggled("merged")),
    f: () => change(toggled("flame")), a: () => otherTree(toggled("all")),
    c: () => change({ colors: state.colors === "module" ? "name" : "module" }),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || element("keys").open) return;
    const isTyping = event.target.matches("input[type=search], select");
    if (isTyping && event.key !== "Escape") return;
    const onGraph = event.target === graph.scroller && graphKeys[event.key];
    const action = onGraph || pageKeys[event.key];
    if (!action) return;
    event.preventDefault();
    if (isTyping || (event.key === "n" && event.target === document.body)) graph.scroller.focus({ preventScroll: true });
    action();
  });

  function boxUnder(event) {
    const frame = graph.scroller.getBoundingClientRect();
    return graph.at(event.clientX - frame.left - graph.scroller.clientLeft, event.clientY - frame.top - graph.scroller.clientTop);
  }

  function hover(event) {
    const box = boxUnder(event);
    if (box !== hovered) {
      hovered = box;
      graph.drawMarks(theme, selected, hovered);
      graph.scroller.style.cursor = box ? "pointer" : "";
      const text = box && describe(box);
      showTooltip(text && [text.name, `${text.place.join("\n")}\n${text.value} in all, ${text.other}\n` +
        `${text.ofWhole} of all, ${text.ofParent} of ${box.parent ? nameOf(box.parent).slice(0, 60) : "all"}`]);
    }
    moveTooltip(event.clientX, event.clientY);
  }

  /** `[heading, lines]`, or nothing to hide it. */
  function showTooltip(texts) {
    element("tooltip").hidden = !texts;
    if (texts) element("tooltip").replaceChildren(made("b", {}, texts[0]), texts[1]);
  }

  /** Beside the pointer, inside the window. */
  function moveTooltip(x, y) {
    const { style, offsetWidth, offsetHeight } = element("tooltip");
    style.left = `${Math.max(4, Math.min(x + 14, innerWidth - offsetWidth - 8))}px`;
    style.top = `${y + 18 + offsetHeight > innerHeight ? Math.max(4, y - offsetHeight - 10) : y + 18}px`;
  }

  function leave() {
    hovered = null;
    showTooltip(null);
    graph.drawMarks(theme, selected, hovered);
  }

  function listen() {
    graph.scroller.addEventListener("pointermove", hover);
    graph.scroller.addEventListener("pointerleave", leave);
    graph.scroller.addEventListener("click", (event) => {
      const box = boxUnder(event);
      if (!box) return;
      zoomTo(box);
    });
    for (const kind of ["focus", "blur"]) {
      graph.scroller.addEventListener(kind, () => graph.drawMarks(theme, selected, hovered));
    }
    graph.scroller.addEventListener("scroll", draw);
    for (const name of ["mode", "colors"]) element(name).onchange = () => change({ [name]: element(name).value });
    for (const name of ["inverted", "merged", "all"]) element(name).onchange = () => otherTree(toggled(name));
    for (const name of ["flame", "regex"]) element(name).onchange = () => change(toggled(name));
    let waiting;
    element("search").oninput = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => change({ search: element("search").value }), 80);
    };
    element("controls").onsubmit = (event) => {
      event.preventDefault();
      change({ search: element("search").value });
      graph.scroller.focus();
      selectMatch(1);
    };
    element("reset").onclick = () => change({ zoom: "" });
    element("help").onclick = () => element("keys").showModal();
    addEventListener("popstate", () => apply(stateFromAddress()));
    new ResizeObserver(showGraph).observe(graph.scroller);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      useColors();
      draw();
    });
  }
  """#
