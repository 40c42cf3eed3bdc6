/// The script's second part: the tree as it is looked at, from the root or from what allocated, and numbers as text.

let flamegraphScriptView = #"""
  const modes = {
    end: { label: "Live at the end", column: "liveBytes", other: "liveBlocks", otherLabel: "In", empty: "Nothing was live at the end." },
    peak: { label: "Live at the peak", column: "peakBytes", other: "peakBlocks", otherLabel: "In", empty: "Nothing is known of the peak." },
    total: { label: "Bytes ever allocated", column: "totalBytes", other: "totalBlocks", otherLabel: "In", empty: "Nothing was allocated." },
    allocations: { label: "Allocations", column: "totalBlocks", other: "totalBytes", otherLabel: "With", empty: "Nothing was allocated." },
    temporary: {
      label: "Temporary allocations", column: "temporaryBlocks", other: "totalBlocks", otherLabel: "Of allocations",
      empty: "No block was released before the next was allocated.",
    },
  };

  const grouped = (number) => Math.round(number).toLocaleString("en-US");
  const blocksText = (count) => `${grouped(count)} ${count === 1 ? "block" : "blocks"}`;

  /** As all of mprof's sizes: in the unit in which it is below 100 (one digit after the point) or 10240. */
  function sizeText(bytes) {
    let size = bytes;
    for (const unit of ["B", "KiB", "MiB", "GiB"]) {
      if (size < 100 && unit !== "B") return `${size.toFixed(1)} ${unit}`;
      if (size < 10240) return `${size.toFixed(0)} ${unit}`;
      size /= 1024;
    }
    return `${size.toFixed(size < 100 ? 1 : 0)} TiB`;
  }

  const columnText = (column, value) => (column.endsWith("Bytes") ? sizeText(value) : blocksText(value));

  function percentText(part, whole) {
    if (!whole) return "–";
    const percent = (100 * part) / whole;
    return percent > 0 && percent < 0.01 ? "<0.01 %" : `${percent.toFixed(percent < 1 ? 2 : 1)} %`;
  }

  /**
   * One way to look at a profile. Its boxes come into being when they are asked for: a view that nobody zooms into
   * has no more of them than fit on the screen.
   *
   * A box stands for tracebacks. From the root, its `nodes` are the nodes that it shows. Inverted, they are the callers
   * still to show of the tracebacks that end at its `origins`, where the blocks were allocated.
   */
  class View {
    constructor(profile, column, { inverted, merged, all }) {
      Object.assign(this, { profile, column, inverted, merged });
      this.hidden = all ? new Uint8Array(profile.count) : profile.background;
      this.weights = inverted ? profile.own[column] : profile.sum(column);
      let nodes = [0], origins = null;
      if (inverted) {
        this.shown = nearestShown(profile, this.hidden);
        origins = [];
        for (let node = 1; node < profile.count; node++) if (this.weights[node] > 0) origins.push(node);
        nodes = origins.map((node) => this.shown[node]);
      }
      this.root = { parent: null, depth: 0, frame: -1, key: -1, value: profile.sum(column)[0], nodes, origins, frames: null };
    }

    /** The boxes next to a box and away from the root, the widest first. */
    children(box) {
      if (box.children) return box.children;
      if (box.gathered) return (box.children = this.scattered(box));
      const byKey = new Map();
      if (this.inverted) this.addCallers(box, byKey);
      else this.addCallees(box, byKey);
      const names = this.profile;
      box.children = [...byKey.values()].sort((a, b) =>
        b.value - a.value || (names.name(a.frame) < names.name(b.frame) ? -1 : 1) || a.frame - b.frame);
      return box.children;
    }

    addCallees(box, byKey) {
      const { firstCallee, nextCallee } = this.profile;
      const callers = [...box.nodes];
      while (callers.length > 0) {
        for (let node = firstCallee[callers.pop()]; node; node = nextCallee[node]) {
          if (this.weights[node] <= 0) continue;
          // What a hidden function calls is shown as called by its caller.
          if (this.hidden[node]) callers.push(node);
          else this.child(box, byKey, node, this.weights[node]).nodes.push(node);
        }
      }
    }

    addCallers(box, byKey) {
      for (let i = 0; i < box.nodes.length; i++) {
        const node = box.nodes[i], origin = box.origins[i];
        if (node === 0) continue;
        const child = this.child(box, byKey, node, this.weights[origin]);
        child.nodes.push(this.shown[this.profile.parents[node]]);
        child.origins.push(origin);
      }
    }

    /** The child that shows a node's frame, with the value added. */
    child(box, byKey, node, value) {
      const frame = this.profile.frames[node];
      const key = this.merged ? this.profile.functionOf[frame] : frame;
      let child = byKey.get(key);
      if (!child) {
        child = { parent: box, depth: box.depth + 1, frame, key, value: 0, nodes: [], origins: this.inverted ? [] : null, frames: new Set() };
        byKey.set(key, child);
      }
      child.value += value;
      child.frames.add(frame);
      return child;
    }

    /** A box for all children from `first` on, of which each is too narrow to be drawn. One can zoom into it. */
    gather(box, first) {
      box.gatherings ??= new Map();
      if (!box.gatherings.has(first)) {
        box.gatherings.set(first, this.gathering(box, `${first}-`, this.children(box).slice(first)));
      }
      return box.gatherings.get(first);
    }

    gathering(parent, key, gathered) {
      const value = gathered.reduce((sum, child) => sum + child.value, 0);
      return { parent, depth: parent.depth + 1, frame: -1, key, value, gathered, nodes: [], frames: null };
    }

    /** What is shown in a box of narrow ones when it is zoomed into: them, or where they are too many, parts of them. */
    scattered(box) {
      const all = box.gathered, part = Math.max(200, Math.ceil(all.length / 20));
      if (all.length <= 250) {
        return all.map((each) => ({ ...each, parent: box, depth: box.depth + 1, children: null, gatherings: null }));
      }
      const starts = Array.from({ length: Math.ceil(all.length / part) }, (_, i) => i * part);
      return starts.map((start) => this.gathering(box, `part${start}`, all.slice(start, start + part)));
    }

    /** A count of all that a box stands for. */
    count(box, column) {
      if (box.gathered) return box.gathered.reduce((sum, child) => sum + this.count(child, column), 0);
      const counts = this.inverted ? this.profile.own[column] : this.profile.sum(column);
      if (box === this.root) return this.profile.sum(column)[0];
      return (box.origins ?? box.nodes).reduce((sum, node) => sum + counts[node], 0);
    }

    /** What is in none of the box's children: of a function, what it allocated itself. */
    own(box) { return this.children(box).reduce((rest, child) => rest - child.value, box.value); }

    /** The box at the end of a path of keys, or as far towards it as there are boxes. */
    find(keys) {
      let box = this.root;
      for (const key of keys) {
        const children = this.children(box), first = key.endsWith("-") ? parseInt(key, 10) : NaN;
        const next = first < children.length ? this.gather(box, first) : children.find((child) => String(child.key) === key);
        if (!next) break;
        box = next;
      }
      return box;
    }

    /** From the root to the box, both included. */
    line(box) {
      const line = [];
      for (let at = box; at; at = at.parent) line.unshift(at);
      return line;
    }
  }

  /** For each node the nearest one towards the root that is not hidden, itself included; 0 where there is none. */
  function nearestShown(profile, hidden) {
    const shown = new Int32Array(profile.count);
    for (let node = 1; node < profile.count; node++) shown[node] = hidden[node] ? shown[profile.parents[node]] : node;
    return shown;
  }
  """#
