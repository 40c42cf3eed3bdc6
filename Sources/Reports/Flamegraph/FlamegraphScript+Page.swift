/// The script's fifth part: what the page shows, from the state in its address and what the reader does.

let flamegraphScriptPage = #"""
  const element = (id) => document.getElementById(id);
  const data = JSON.parse(element("data").textContent);
  const profile = new Profile(data);
  const graph = new Graph(element("graph"), element("surface"), element("boxes"), element("marks"));

  /** What is in the page's address, so that it can be kept, sent and gone back to. Texts, as they stand there. */
  const initialState = {
    mode: data.mode, inverted: data.inverted ? "1" : "", flame: "", merged: "", all: "", colors: "module",
    search: "", regex: "", zoom: "",
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
    const keys = state.zoom === "" ? [] : state.zoom.split(".");
    if (differs("mode", "inverted", "merged", "all")) {
      const selectedKeys = selected ? keysOf(selected) : [];
      view = new View(profile, modes[state.mode].column, {
        inverted: state.inverted === "1", merged: state.merged === "1", all: state.all === "1",
      });
      zoomed = view.find(keys);
      selected = differs("inverted", "merged", "all") ? zoomed : view.find(selectedKeys);
      hovered = null;
    } else if (differs("zoom")) {
      zoomed = view.find(keys);
      selected = zoomed;
    }
    if (differs("colors", "all")) useColors();
    if (differs("search", "regex", "mode", "all")) findMatches();
    showControls();
    showPath();
    showGraph();
    showSelected();
    if (differs("zoom", "flame", "inverted", "merged", "all", "mode")) graph.reveal(selected.depth);
    if (!isFirst && differs("zoom")) say(zoomed === view.root ? "Zoom reset" : `Zoomed into ${spoken(zoomed)}`);
  }

  const keysOf = (box) => view.line(box).slice(1).map((each) => String(each.key));
  const zoomTo = (box) => change({ zoom: keysOf(box).join(".") });

  function useColors() {
    theme = currentTheme();
    colors = new Colors(profile, theme, state.colors === "module");
    const legend = state.colors === "module" ? colors.legend(view.hidden) : [];
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
    for (const name of ["inverted", "flame", "merged", "all", "regex"]) element(name).checked = state[name] === "1";
    if (element("search").value !== state.search) element("search").value = state.search;
    element("reset").disabled = zoomed === view.root;
  }
  """#
