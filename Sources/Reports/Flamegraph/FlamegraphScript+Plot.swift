/// The script's tenth part: drawing the timeline.

let flamegraphScriptPlot = #"""
  function drawTimeline(timeline, theme) {
    const { canvas } = timeline, ratio = devicePixelRatio || 1, context = canvas.getContext("2d");
    timeline.width = canvas.parentElement.clientWidth;
    const height = timeline.barTop(Math.min(timeline.rows, mostBars));
    canvas.style.height = `${height}px`;
    canvas.width = Math.round(timeline.width * ratio);
    canvas.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.font = "11px system-ui, sans-serif";
    drawAxes(context, timeline, theme);
    drawPeak(context, timeline, theme);
    const lines = [["RSS", "resident", theme.resident, []], ["traced", "traced", theme.traced, [5, 2]]];
    let keyAt = timeline.left;
    const keyTop = 9;
    for (const [name, field, color, dashes] of timeline.hasTraced ? lines : lines.slice(0, 1)) {
      context.strokeStyle = color;
      context.lineWidth = 1.75;
      context.setLineDash(dashes);
      drawSamples(context, timeline, field);
      strokeLine(context, keyAt, keyTop, keyAt + 20, keyTop);
      context.setLineDash([]);
      context.fillStyle = theme.text;
      context.textAlign = "left";
      context.textBaseline = "middle";
      context.fillText(name, keyAt + 25, keyTop);
      keyAt += 40 + context.measureText(name).width;
    }
    drawBars(context, timeline, theme);
    if (timeline.cursor === null) return;
    const x = timeline.x(timeline.samples[timeline.cursor].time);
    context.strokeStyle = theme.text;
    context.lineWidth = 1;
    strokeLine(context, x, plotTop, x, height);
  }

  function strokeLine(context, x1, y1, x2, y2) {
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.stroke();
  }

  /** Without digits after the point where there are none: steps are powers of 2. */
  function axisText(bytes) {
    const power = bytes === 0 ? 0 : Math.min(4, Math.floor(Math.log2(bytes) / 10));
    return bytes === 0 ? "0" : `${bytes / 1024 ** power} ${["B", "KiB", "MiB", "GiB", "TiB"][power]}`;
  }

  function drawAxes(context, timeline, theme) {
    context.lineWidth = 1;
    context.strokeStyle = theme.line;
    context.fillStyle = theme.muted;
    context.textBaseline = "middle";
    context.textAlign = "right";
    const right = timeline.width - timeline.right;
    const step = niceStep(timeline.most, 4, 1024, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]);
    for (let bytes = 0; bytes <= timeline.most * 1.05; bytes += step) {
      const y = Math.round(timeline.y(bytes)) + 0.5;
      strokeLine(context, timeline.left, y, right, y);
      context.fillText(axisText(bytes), timeline.left - 6, y);
    }
    context.textBaseline = "top";
    context.textAlign = "center";
    const seconds = niceStep(timeline.end, Math.max(2, timeline.width / 110), 10, [1, 2, 5]);
    for (let i = 0; i * seconds <= timeline.end; i++) {
      const x = Math.min(timeline.x(i * seconds), timeline.width - 24);
      context.fillText(`${Number((i * seconds).toPrecision(6))} s`, x, plotTop + plotHeight + 5);
    }
  }

  function drawPeak(context, timeline, theme) {
    const peak = timeline.samples[timeline.peak];
    if (!peak) return;
    const x = timeline.x(peak.time);
    context.strokeStyle = theme.muted;
    context.setLineDash([2, 3]);
    strokeLine(context, x, plotTop, x, plotTop + plotHeight);
    context.setLineDash([]);
  }

  /** Of the samples of one pixel column: the first, the least, the most and the last. */
  function drawSamples(context, timeline, field) {
    const columns = new Map();
    for (const sample of timeline.samples) {
      const bytes = sample[field], x = Math.round(timeline.x(sample.time));
      if (!(bytes >= 0)) continue;
      const known = columns.get(x);
      if (!known) columns.set(x, { first: bytes, least: bytes, most: bytes, last: bytes });
      else Object.assign(known, { least: Math.min(known.least, bytes), most: Math.max(known.most, bytes), last: bytes });
    }
    context.beginPath();
    for (const [x, { first, least, most, last }] of columns) {
      for (const bytes of [first, least, most, last]) context.lineTo(x, timeline.y(bytes));
    }
    context.stroke();
  }

  function drawBars(context, timeline, theme) {
    context.textAlign = "left";
    context.textBaseline = "middle";
    const drawnTo = [];
    for (const { name, number, start, end, row } of timeline.brackets) {
      const x = timeline.x(start), width = Math.max(timeline.x(end) - x, 1);
      // Many short ones in one pixel are one.
      if (row >= mostBars || x + width <= drawnTo[row]) continue;
      drawnTo[row] = x + width;
      const y = timeline.barTop(row);
      context.fillStyle = shown(palette[number % palette.length], theme);
      context.fillRect(x, y, width > 3 ? width - 1 : width, barHeight - 2);
      if (width < 28) continue;
      context.fillStyle = theme.text;
      context.fillText(shortened(context, name, context.measureText(name).width, width - 8), x + 4, y + barHeight / 2 - 0.5);
    }
  }
  """#
