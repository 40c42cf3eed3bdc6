/// The script's fourth part: boxes on a canvas.

let flamegraphScriptGraph = #"""
  const rowHeight = 21;
  /** In CSS pixels. What is narrower is drawn as part of one grey box for all the narrow ones. */
  const narrowest = 1;
  const labelFont = "12px system-ui, sans-serif";

  /**
   * Places and draws the boxes of a view. The canvas is as large as the window onto it; it is drawn anew when that is
   * scrolled, because no canvas can be as high as a recursion is deep. Marks (what is selected, what the pointer is on) are
   * on a canvas of their own, so that moving the pointer draws two rectangles and not ten thousand.
   */
  class Graph {
    constructor(scroller, surface, boxes, marks) {
      Object.assign(this, { scroller, surface, boxes, marks });
      this.rows = [];
      this.widths = new Map();
    }

    /** Places the boxes that are wide enough: `rows[depth]` from left to right, `{ box, x, width }`. */
    place(view, zoomed) {
      this.width = this.scroller.clientWidth;
      this.zoomed = zoomed;
      this.rows = view.line(zoomed).map((box) => [{ box, x: 0, width: this.width }]);
      const scale = zoomed.value > 0 ? this.width / zoomed.value : 0;
      if (scale === 0) this.rows = [];
      for (let row = this.rows[this.rows.length - 1]; row?.length > 0;) {
        const next = [];
        for (const { box, x } of row) if (!box.gathered || box === zoomed) placeChildren(view, box, x, scale, next);
        if (next.length > 0) this.rows.push(next);
        row = next;
      }
    }

    /** Fits the canvases to the window. To be called after `place`. */
    fit(isFlame) {
      const height = this.scroller.clientHeight, ratio = devicePixelRatio || 1;
      this.isFlame = isFlame;
      this.height = height;
      this.content = Math.max(this.rows.length * rowHeight, height);
      this.surface.style.height = `${this.content}px`;
      for (const canvas of [this.boxes, this.marks]) {
        canvas.width = Math.round(this.width * ratio);
        canvas.height = Math.round(height * ratio);
        canvas.style.width = `${this.width}px`;
        canvas.style.height = `${height}px`;
        canvas.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
      }
    }

    /** A row's upper edge in the window. */
    top(row) {
      const top = this.isFlame ? this.content - (row + 1) * rowHeight : row * rowHeight;
      return top - this.scroller.scrollTop;
    }

    /** `matches`: for each frame whether it was searched for, or null. */
    draw(profile, colors, theme, matches) {
      const context = this.boxes.getContext("2d");
      context.fillStyle = theme.ground;
      context.fillRect(0, 0, this.width, this.height);
      context.font = labelFont;
      context.textBaseline = "middle";
      for (let row = 0; row < this.rows.length; row++) {
        const y = this.top(row);
        if (y + rowHeight < 0 || y > this.height) continue;
        for (const placed of this.rows[row]) this.drawBox(context, placed, y, profile, colors, theme, matches);
      }
    }

    drawBox(context, { box, x, width }, y, profile, colors, theme, matches) {
      const isMatch = matches && box.frame >= 0 && this.isMatch(box, matches);
      let fill = box.gathered ? theme.line : colors.fill(box.frame);
      // Callers of what is zoomed into are wider than they are drawn.
      const isAbove = box !== this.zoomed && box.depth < this.zoomed.depth;
      if (isMatch) fill = theme.match;
      else if (matches) fill = mixed(fill, theme.ground, 0.35);
      else if (isAbove) fill = mixed(fill, theme.ground, 0.6);
      context.fillStyle = fill;
      // A gap tells neighbours apart; narrow boxes have none, or they would be all gap.
      context.fillRect(x, y, width > 3 ? width - 1 : width, rowHeight - 1);
      if (width < 26) return;
      context.fillStyle = isMatch ? theme.matchText : theme.text;
      this.drawLabel(context, box, x + 5, y + rowHeight / 2, width - 10, profile);
    }

    isMatch(box, matches) {
      for (const frame of box.frames) if (matches[frame]) return true;
      return false;
    }

    /** The function, and the place in the source if there is room for it. */
    drawLabel(context, box, x, y, width, profile) {
      const name = nameOf(box);
      const nameWidth = this.widthOf(context, name);
      context.fillText(shortened(context, name, nameWidth, width), x, y);
      const place = box.frames?.size === 1 ? profile.shortPlace(box.frame) : "";
      if (!place) return;
      if (nameWidth + 10 + this.widthOf(context, place) > width) return;
      context.globalAlpha = 0.8;
      context.fillText(place, x + nameWidth + 10, y);
      context.globalAlpha = 1;
    }

    widthOf(context, text) {
      if (!this.widths.has(text)) this.widths.set(text, context.measureText(text).width);
      return this.widths.get(text);
    }

    drawMarks(theme, selected, hovered) {
      const context = this.marks.getContext("2d");
      this.marks.style.top = `${this.scroller.scrollTop}px`;
      context.clearRect(0, 0, this.width, this.height);
      for (const [box, lineWidth] of [[hovered, 1], [selected, 2.5]]) {
        const placed = box && this.placed(box);
        if (!placed) continue;
        // The whole program is what is selected when nothing is.
        if (box === selected && box.depth === 0 && document.activeElement !== this.scroller) continue;
        const y = this.top(box.depth);
        // Of two colours: one of them stands out from whatever is below.
        for (const [color, width] of [[theme.ground, lineWidth + 2], [theme.text, lineWidth]]) {
          context.strokeStyle = color;
          context.lineWidth = width;
          context.strokeRect(placed.x + 1, y + 1, Math.max(placed.width - 3, 1), rowHeight - 3);
        }
      }
    }

    /** Where a box is drawn; undefined when it is too narrow or outside of what is zoomed into. */
    placed(box) { return this.rows[box.depth]?.find((placed) => placed.box === box); }

    /** The box at a place in the window: null for none. */
    at(x, y) {
      const fromTop = y + this.scroller.scrollTop;
      const row = Math.floor((this.isFlame ? this.content - fromTop : fromTop) / rowHeight);
      return this.rows[row]?.find((placed) => x >= placed.x && x < placed.x + placed.width)?.box ?? null;
    }

    /** Scrolls as little as shows the row. */
    reveal(row) {
      const top = this.top(row);
      if (top < 0) this.scroller.scrollTop += top;
      if (top + rowHeight > this.height) this.scroller.scrollTop += top + rowHeight - this.height;
    }
  }

  /** The text, or as much of its beginning as there is room for. */
  function shortened(context, text, textWidth, width) {
    if (textWidth <= width) return text;
    // Letters differ in width: the first guess may be too long.
    let count = Math.floor((text.length * width) / textWidth);
    while (count > 1 && context.measureText(`${text.slice(0, count)}…`).width > width) count--;
    return count > 1 ? `${text.slice(0, count)}…` : "";
  }

  /** Adds the children to a row, from x on; they are the widest first, so the narrow ones are together at the end. */
  function placeChildren(view, box, x, scale, row) {
    const children = view.children(box);
    for (let i = 0; i < children.length; i++) {
      const width = children[i].value * scale;
      if (width < narrowest) {
        const rest = view.gather(box, i);
        if (rest.value * scale >= 0.3) row.push({ box: rest, x, width: rest.value * scale });
        return;
      }
      row.push({ box: children[i], x, width });
      x += width;
    }
  }
  """#
