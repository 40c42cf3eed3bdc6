/// The script's eighth part: memory over time with the profiled functions below.

let flamegraphScriptTimeline = #"""
  /** Times in seconds; a sample without `traced` has NaN there. */
  function readTimeline(data) {
    const samples = [], brackets = [];
    const reader = new NumberReader(data.samples);
    let time = 0, resident = 0;
    while (!reader.isAtEnd) {
      time += reader.nextSigned();
      resident += reader.nextSigned();
      samples.push({ time: time / 1e6, resident, traced: (reader.next() || NaN) - 1 });
    }
    const others = new NumberReader(data.brackets);
    time = 0;
    while (!others.isAtEnd) {
      const name = data.names[others.next()];
      time += others.nextSigned();
      brackets.push({ name, start: time / 1e6, end: (time + others.next()) / 1e6, level: others.next() });
    }
    return { samples, brackets };
  }

  /** Gives each bracket the first row from its level on that is free: at one level several threads may be. */
  function stack(brackets) {
    const ends = [];
    for (const bracket of brackets) {
      let row = Math.max(bracket.level - 1, 0);
      while (ends[row] > bracket.start) row++;
      ends[row] = bracket.end;
      bracket.row = row;
    }
    return ends.length;
  }

  /** Steps of 1, 2 or 5 times a power of `base`, at most `count` of them up to `most`. */
  function niceStep(most, count, base) {
    const rough = most / count, power = base ** Math.floor(Math.log(rough) / Math.log(base));
    const steps = base === 10 ? [1, 2, 5, 10] : [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
    return power * steps.find((step) => step * power >= rough);
  }

  const barHeight = 17, plotHeight = 112, mostBars = 8;

  class Timeline {
    constructor(canvas, { samples, brackets }) {
      Object.assign(this, { canvas, samples, brackets, left: 64, right: 12, top: 8 });
      this.bars = Math.min(stack(brackets), mostBars);
      const times = [...samples.map((sample) => sample.time), ...brackets.map((bracket) => bracket.end)];
      this.end = times.reduce((most, time) => Math.max(most, time), 0) || 1;
      this.most = samples.reduce((most, { resident, traced }) => Math.max(most, resident, traced || 0), 1);
      this.hasTraced = samples.some(({ traced }) => traced >= 0);
      const peakOf = (sample) => (this.hasTraced ? sample.traced || 0 : sample.resident);
      this.peak = samples.reduce((peak, sample, i) => (peakOf(sample) > peakOf(samples[peak]) ? i : peak), 0);
      this.cursor = null;
    }

    x(time) { return this.left + (time / this.end) * (this.width - this.left - this.right); }
    y(bytes) { return this.top + plotHeight * (1 - bytes / (this.most * 1.05)); }

    draw(theme) {
      const ratio = devicePixelRatio || 1, context = this.canvas.getContext("2d");
      this.width = this.canvas.clientWidth;
      this.height = this.top + plotHeight + 22 + this.bars * barHeight;
      this.canvas.style.height = `${this.height}px`;
      this.canvas.width = Math.round(this.width * ratio);
      this.canvas.height = Math.round(this.height * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.font = "11px system-ui, sans-serif";
      this.drawAxes(context, theme);
      this.drawLine(context, "resident", theme.resident, []);
      if (this.hasTraced) this.drawLine(context, "traced", theme.traced, [5, 2]);
      this.drawKey(context, theme);
      this.drawBars(context, theme);
      this.drawCursor(context, theme);
    }

    drawAxes(context, theme) {
      context.lineWidth = 1;
      context.strokeStyle = theme.line;
      context.fillStyle = theme.muted;
      context.textBaseline = "middle";
      context.textAlign = "right";
      const step = niceStep(this.most, 4, 1024);
      for (let bytes = 0; bytes <= this.most * 1.05; bytes += step) {
        const y = Math.round(this.y(bytes)) + 0.5;
        strokeLine(context, this.left, y, this.width - this.right, y);
        context.fillText(bytes === 0 ? "0" : sizeText(bytes).replace(".0 ", " "), this.left - 6, y);
      }
      context.textBaseline = "top";
      context.textAlign = "center";
      const seconds = niceStep(this.end, Math.max(2, this.width / 110), 10);
      for (let i = 0; i * seconds <= this.end; i++) {
        const x = Math.min(this.x(i * seconds), this.width - 24);
        context.fillText(`${Number((i * seconds).toPrecision(6))} s`, x, this.top + plotHeight + 5);
      }
    }

    /** Of the samples of one pixel column, the least and the most. */
    drawLine(context, field, color, dashes) {
      const columns = new Map();
      for (const sample of this.samples) {
        if (!(sample[field] >= 0)) continue;
        const x = Math.round(this.x(sample.time)), known = columns.get(x);
        if (!known) columns.set(x, { first: sample[field], least: sample[field], most: sample[field], last: sample[field] });
        else Object.assign(known, {
          least: Math.min(known.least, sample[field]), most: Math.max(known.most, sample[field]), last: sample[field],
        });
      }
      context.strokeStyle = color;
      context.lineWidth = 1.75;
      context.setLineDash(dashes);
      context.beginPath();
      for (const [x, { first, least, most, last }] of columns) {
        for (const bytes of [first, least, most, last]) context.lineTo(x, this.y(bytes));
      }
      context.stroke();
      context.setLineDash([]);
    }

    /** Names of the lines, and the peak. */
    drawKey(context, theme) {
      const peak = this.samples[this.peak];
      if (!peak) return;
      const x = this.x(peak.time);
      context.strokeStyle = theme.muted;
      context.setLineDash([2, 3]);
      strokeLine(context, x, this.top, x, this.top + plotHeight);
      context.setLineDash([]);
      const key = [["RSS", theme.resident, []]];
      if (this.hasTraced) key.push(["traced", theme.traced, [5, 2]]);
      context.textAlign = "left";
      context.textBaseline = "middle";
      let at = this.left + 8;
      for (const [name, color, dashes] of key) {
        context.strokeStyle = color;
        context.lineWidth = 2;
        context.setLineDash(dashes);
        strokeLine(context, at, this.top + 6, at + 20, this.top + 6);
        context.setLineDash([]);
        context.fillStyle = theme.text;
        context.fillText(name, at + 25, this.top + 6);
        at += 40 + context.measureText(name).width;
      }
    }

    drawBars(context, theme) {
      context.textAlign = "left";
      context.textBaseline = "middle";
      const drawnTo = [];
      for (const { name, start, end, row } of this.brackets) {
        const x = this.x(start), width = Math.max(this.x(end) - x, 1);
        // Many short ones in one pixel are one.
        if (row >= mostBars || x + width <= drawnTo[row]) continue;
        drawnTo[row] = x + width;
        const y = this.top + plotHeight + 22 + row * barHeight;
        context.fillStyle = shown(palette[Math.floor(hashed(name) * palette.length)], theme);
        context.fillRect(x, y, width > 3 ? width - 1 : width, barHeight - 2);
        const length = context.measureText(name).width;
        const label = length <= width - 8 ? name : name.slice(0, Math.floor((name.length * (width - 16)) / length)) + "…";
        context.fillStyle = theme.text;
        if (width > 28) context.fillText(label, x + 4, y + barHeight / 2 - 0.5);
      }
    }

    drawCursor(context, theme) {
      if (this.cursor === null) return;
      const x = this.x(this.samples[this.cursor].time);
      context.strokeStyle = theme.text;
      context.lineWidth = 1;
      strokeLine(context, x, this.top, x, this.height);
    }

    /** The sample nearest to a place on the canvas. */
    nearest(x) {
      let low = 0, high = this.samples.length - 1;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (this.x(this.samples[middle].time) <= x) low = middle;
        else high = middle;
      }
      return x - this.x(this.samples[low].time) < this.x(this.samples[high].time) - x ? low : high;
    }

    /** What was at a sample, the functions that ran then included. */
    text(i) {
      const { time, resident, traced } = this.samples[i];
      const running = this.brackets.filter(({ start, end }) => start <= time && time < end).map(({ name }) => name);
      const counted = traced >= 0 ? `, traced ${sizeText(traced)}` : "";
      return `${time.toFixed(3)} s: RSS ${sizeText(resident)}${counted}${running.length ? ` · in ${running.join(" › ")}` : ""}`;
    }

    get summary() {
      const peak = this.samples[this.peak];
      if (!peak) return "";
      const bytes = this.hasTraced ? `traced ${sizeText(peak.traced)}` : `RSS ${sizeText(peak.resident)}`;
      return `peak: ${bytes} at ${peak.time.toFixed(3)} s`;
    }
  }

  function strokeLine(context, x1, y1, x2, y2) {
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.stroke();
  }

  /** Puts the cursor on a sample, or away for null. */
  function moveCursor(timeline, i, isSpoken) {
    timeline.cursor = i;
    timeline.draw(theme);
    element("timeline-text").textContent = i === null ? timeline.summary : timeline.text(i);
    if (isSpoken) say(timeline.text(i));
  }

  function showTimeline() {
    const canvas = element("timeline"), timeline = new Timeline(canvas, readTimeline(data.timeline));
    const last = timeline.samples.length - 1;
    element("timeline-part").hidden = false;
    element("timeline-text").textContent = timeline.summary;
    new ResizeObserver(() => timeline.draw(theme)).observe(canvas.parentElement);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => timeline.draw(theme));
    if (last < 0) return;
    canvas.addEventListener("pointermove", (event) => moveCursor(timeline, timeline.nearest(event.offsetX)));
    canvas.addEventListener("pointerleave", () => moveCursor(timeline, null));
    canvas.addEventListener("keydown", (event) => {
      const at = timeline.cursor ?? timeline.peak, step = Math.max(1, Math.round(last / 100));
      const next = { ArrowLeft: at - step, ArrowRight: at + step, Home: 0, End: last }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      moveCursor(timeline, Math.max(0, Math.min(last, next)), true);
    });
  }
  """#
