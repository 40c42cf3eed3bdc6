/// The script's third part: colours that people with any colour vision tell apart, with text on them that all can read.

let flamegraphScriptColors = #"""
  // Paul Tol's "light" scheme, made for cells with text in them; the last is for what is not told apart.
  const palette = ["#77aadd", "#ee8866", "#eedd88", "#44bb99", "#ffaabb", "#99ddff", "#bbcc33", "#aaaa00"];
  const otherColor = "#d0d2d6";

  const isDark = () => matchMedia("(prefers-color-scheme: dark)").matches;

  /** `share` of the one colour, the rest of the other; both `#rrggbb`. */
  function mixed(color, other, share) {
    const part = (text, i) => parseInt(text.slice(1 + 2 * i, 3 + 2 * i), 16);
    const digits = (i) => Math.round(part(color, i) * share + part(other, i) * (1 - share)).toString(16).padStart(2, "0");
    return `#${digits(0)}${digits(1)}${digits(2)}`;
  }

  /** What the canvases need; the same values as the style's. */
  function currentTheme() {
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue(name).trim();
    const theme = { ground: value("--ground"), text: value("--text"), muted: value("--muted"), line: value("--line") };
    theme.isDark = isDark();
    theme.match = theme.isDark ? "#e8b0ff" : "#6a1b9a";
    theme.matchText = theme.isDark ? "#14161a" : "#ffffff";
    theme.resident = theme.isDark ? "#77aadd" : "#1f5f9f";
    theme.traced = theme.isDark ? "#ee8866" : "#b3441c";
    return theme;
  }

  /** In the dark, colours are dimmed under light text. */
  const shown = (color, theme) => (theme.isDark ? mixed(color, theme.ground, 0.5) : mixed(color, theme.ground, 0.85));

  /** A steady number of 0 up to 1 for a text. */
  function hashed(text) {
    let hash = 2166136261;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
    hash = Math.imul(hash ^ (hash >>> 15), 2246822507);
    return ((hash ^ (hash >>> 13)) >>> 0) / 4294967296;
  }

  /** Colours of frames in one theme. */
  class Colors {
    constructor(profile, theme, byModule) {
      Object.assign(this, { profile, theme, byModule });
      this.ofFrame = [];
      this.modules = modulesByWeight(profile);
      this.rank = new Map(this.modules.map((module, rank) => [module, rank]));
    }

    /** The modules with colours of their own, as far as nodes of theirs are not hidden. */
    legend(hidden) {
      const weights = weightByModule(this.profile, hidden);
      const [named, others] = [this.modules.slice(0, palette.length), this.modules.slice(palette.length)]
        .map((modules) => modules.filter((module) => weights[module] > 0));
      const items = named.map((module) => ({ name: this.profile.modules[module] || "no module", color: this.ofModule(module) }));
      const rest = { name: `${others.length} more`, color: shown(otherColor, this.theme) };
      return others.length > 0 ? [...items, rest] : items;
    }

    ofModule(module) { return shown(palette[this.rank.get(module)] ?? otherColor, this.theme); }

    fill(frame) {
      if (frame < 0) return shown(otherColor, this.theme);
      return this.ofFrame[frame] ??= this.byModule
        ? this.ofModule(this.profile.moduleOf[frame])
        : this.ofName(this.profile.name(frame));
    }

    /** From blue over grey to yellow, as cividis goes: the order of lightness is seen by all. */
    ofName(name) {
      const at = hashed(name);
      const color = at < 0.5 ? mixed("#bdbaae", "#6f97d8", 2 * at) : mixed("#f4c933", "#bdbaae", 2 * at - 1);
      return shown(color, this.theme);
    }
  }

  /** Those that take the most room first, as the page first shows them; whatever is shown later, a module keeps its colour. */
  function modulesByWeight(profile) {
    const shown = weightByModule(profile, profile.background), all = weightByModule(profile, new Uint8Array(profile.count));
    return [...all.keys()].filter((module) => all[module] > 0)
      .sort((a, b) => shown[b] - shown[a] || all[b] - all[a] || a - b);
  }

  /** What was ever allocated below each node that is not hidden; one more, so that no module has nothing. */
  function weightByModule(profile, hidden) {
    const weights = new Float64Array(profile.modules.length), bytes = profile.sum("totalBytes");
    for (let node = 1; node < profile.count; node++) {
      if (!hidden[node]) weights[profile.moduleOf[profile.frames[node]]] += bytes[node] + 1;
    }
    return weights;
  }
  """#
