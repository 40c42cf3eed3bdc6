/// The script's seventh part: searching.

let flamegraphScriptSearch = #"""
  /** Whether a text is what is searched for; null for a regular expression that is none. */
  function matcher(search, isRegex) {
    if (!isRegex) {
      const wanted = search.toLowerCase();
      return (text) => text.toLowerCase().includes(wanted);
    }
    try {
      const expression = new RegExp(search, "i");
      return (text) => expression.test(text);
    } catch {
      return null;
    }
  }

  /** Matches are functions by name, lines by `file:line` and modules by name. Their share counts every block once. */
  function findMatches() {
    const isMatch = state.search === "" ? null : matcher(state.search, state.regex === "1");
    const isWrong = state.search !== "" && !isMatch;
    element("search").setAttribute("aria-invalid", String(isWrong));
    element("found").classList.toggle("wrong", isWrong);
    matches = null;
    if (!isMatch) {
      element("found").textContent = isWrong ? "No valid regular expression" : "";
      return;
    }
    const names = profile.names.map(isMatch), modules = profile.modules.map(isMatch);
    const wanted = new Uint8Array(profile.nameOf.length);
    let count = 0;
    for (let frame = 0; frame < wanted.length; frame++) {
      const isWanted = names[profile.nameOf[frame]] || modules[profile.moduleOf[frame]] || isMatch(profile.place(frame));
      if (isWanted) count += wanted[frame] = 1;
    }
    matches = { wanted, count };
    const { column } = modes[state.mode], sum = profile.sumBelow(column, wanted, view.hidden);
    const share = percentText(sum, profile.sum(column)[0]);
    element("found").textContent = count === 0 ? "No match" : `${share} matched, ${columnText(column, sum)}`;
  }

  /** Selects the next match that is drawn, row by row; after the last, the first. */
  function selectMatch(step) {
    if (!matches) return;
    const boxes = graph.rows.flat().map(({ box }) => box).filter((box) => box.frame >= 0);
    const found = boxes.filter((box) => graph.isMatch(box, matches.wanted));
    if (found.length === 0) {
      say("No match is wide enough to be drawn; zoom in.");
      return;
    }
    const at = found.indexOf(selected);
    const next = at < 0 ? (step > 0 ? 0 : found.length - 1) : (at + step + found.length) % found.length;
    select(found[next]);
  }
  """#
