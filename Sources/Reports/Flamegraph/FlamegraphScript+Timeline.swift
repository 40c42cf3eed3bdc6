/// The script's ninth part: memory over time, and the functions that ran then.

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
      const number = others.next();
      time += others.nextSigned();
      const end = time + others.next();
      brackets.push({ name: data.names[number], number, start: time / 1e6, end: end / 1e6, level: others.next() });
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

  /** The least of the steps, times a power of `base`, that goes at most `count` times into `most`. */
  function niceStep(most, count, base, steps) {
    const rough = most / count, power = base ** Math.floor(Math.log(rough) / Math.log(base));
    return power * (steps.find((step) => step * power >= rough) ?? base);
  }

  const barHeight = 17, mostBars = 8, plotHeight = 96, plotTop = 24;

  /** The samples and brackets of a timeline, and where they are on a canvas of `width`. */
  class Timeline {
    constructor(canvas, { samples, brackets }) {
      Object.assign(this, { canvas, samples, brackets, left: 64, right: 12 });
      this.rows = stack(brackets);
      const times = [...samples.map((sample) => sample.time), ...brackets.map((bracket) => bracket.end)];
      this.end = times.reduce((most, time) => Math.max(most, time), 0) || 1;
      this.most = samples.reduce((most, { resident, traced }) => Math.max(most, resident, traced || 0), 1);
      this.hasTraced = samples.some(({ traced }) => traced >= 0);
      const counted = (sample) => (this.hasTraced ? sample.traced || 0 : sample.resident);
      this.peak = samples.reduce((peak, sample, i) => (counted(sample) > counted(samples[peak]) ? i : peak), 0);
      this.cursor = null;
    }

    x(time) { return this.left + (time / this.end) * (this.width - this.left - this.right); }
    y(bytes) { return plotTop + plotHeight * (1 - bytes / (this.most * 1.05)); }
    barTop(row) { return plotTop + plotHeight + 22 + row * barHeight; }

    /** The index of the sample nearest to a place on the canvas. */
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
      return `${time.toFixed(3)} s: RSS ${sizeText(resident)}${counted}${running.length ? ` · in ${running.join(", ")}` : ""}`;
    }

    get summary() {
      const peak = this.samples[this.peak];
      if (!peak) return "";
      const bytes = this.hasTraced ? `traced ${sizeText(peak.traced)}` : `RSS ${sizeText(peak.resident)}`;
      const hidden = this.rows > mostBars ? ` · functions deeper than ${mostBars} are not drawn` : "";
      return `peak: ${bytes} at ${peak.time.toFixed(3)} s${hidden}`;
    }
  }

  /** Puts the cursor on a sample, or away for null. */
  function moveCursor(timeline, i, isSpoken) {
    timeline.cursor = i;
    drawTimeline(timeline, theme);
    element("timeline-text").textContent = i === null ? timeline.summary : timeline.text(i);
    if (isSpoken) say(timeline.text(i));
  }

  function showTimeline() {
    const canvas = element("timeline"), timeline = new Timeline(canvas, readTimeline(data.timeline));
    const last = timeline.samples.length - 1, draw = () => drawTimeline(timeline, theme);
    element("timeline-part").hidden = false;
    element("timeline-text").textContent = timeline.summary;
    new ResizeObserver(draw).observe(canvas.parentElement);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
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
