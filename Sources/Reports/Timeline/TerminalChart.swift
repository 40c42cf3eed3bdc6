/// A chart in a terminal:
///
/// ```
/// MiB                 52.4
///  50 ┤               ⡠⠊⠑⡄            the lines
///   0 ┤⣀⣀⣀⣀⣀⣀⣀⣀⡠⠔⠒⠉⠁   ⠈⠢
///   a │         ⣤⣤⣤⣤⣤⣤⣤⣤              a row a function
///     └┬──────────┬──────────
///      0          1          seconds
/// ```

/// How large the terminal is.
public struct TerminalExtent: Hashable, Sendable {
  public var columns: Int
  public var rows: Int
  public var hasColors: Bool

  public init(columns: Int, rows: Int, hasColors: Bool) {
    (self.columns, self.rows, self.hasColors) = (columns, rows, hasColors)
  }
}

extension TimelineChart {
  /// The chart as lines of text, in braille; with escape sequences where there are colours.
  public func text(_ extent: TerminalExtent) -> String {
    TerminalChart(self, extent).lines.map { $0 + "\n" }.joined()
  }
}

struct TerminalChart {
  let chart: TimelineChart
  let extent: TerminalExtent
  let style: TerminalStyle
  let memory: ChartAxis
  let time: ChartAxis
  /// The rows of functions that there is room for.
  let functions: ArraySlice<ChartFunction>
  /// Of the labels beside the panel.
  let labelWidth: Int
  let columns: Int
  let rows: Int

  init(_ chart: TimelineChart, _ extent: TerminalExtent) {
    (self.chart, self.extent) = (chart, extent)
    style = TerminalStyle(hasColors: extent.hasColors)
    functions = chart.functions.prefix(extent.rows < 40 ? 5 : 12)
    let legend = chart.lines.count > 1 ? 1 : 0
    // Title, subtitle, blank, unit, axis, its labels, and the line of the prompt.
    rows = min(24, max(8, extent.rows - 7 - 2 * functions.count - legend))
    memory = ChartAxis.memory(chart.memory, most: rows / 3)
    labelWidth = max(memory.unit.count, memory.ticks.map(\.label.count).max() ?? 0) + 1
    columns = max(20, extent.columns - labelWidth - 2)
    time = ChartAxis.time(chart.time, most: max(2, columns / 14))
  }

  var lines: [String] {
    let room = max(20, extent.columns)
    let head = [
      style.text(fitted(chart.title, room), .text, isBold: true), style.text(fitted(chart.subtitle, room), .muted), "",
    ]
    return head + panel + functionRows + timeAxis + lineLegend + functionLegend
  }

  func fitted(_ text: String, _ room: Int) -> String {
    text.count <= room ? text : String(text.prefix(max(0, room - 1))) + "…"
  }

  func label(_ text: String, _ border: String) -> String {
    style.text(text.alignedRight(labelWidth) + " " + border, .muted)
  }

  func dot(_ point: ChartPoint) -> (x: Int, y: Int) {
    func share(_ value: Double, _ range: ClosedRange<Double>) -> Double {
      (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    }
    return (
      Int((share(point.seconds, chart.time) * Double(2 * columns - 1)).rounded()),
      Int(((1 - share(point.bytes, chart.memory)) * Double(4 * rows - 1)).rounded())
    )
  }

  var panel: [String] {
    var canvas = TerminalCanvas(columns: columns, rows: rows)
    for line in chart.lines.reversed() {
      let dots = line.thinned(to: 2 * columns, of: chart.time).map(dot)
      for (start, end) in zip(dots, dots.dropFirst().isEmpty ? dots[...] : dots.dropFirst()) {
        canvas.paintLine(from: start, to: end, line.color)
      }
    }
    if let peak = chart.peak {
      let (x, y) = dot(peak)
      canvas.paint(x, y, .peak)
      let text = memoryText(peak.bytes)
      let isOnTheLeft = x / 2 + text.count + 1 > columns
      canvas.write(text, column: isOnTheLeft ? x / 2 - text.count : x / 2 + 1, row: max(0, y / 4 - 1), .peak)
    }
    let labels = Dictionary(
      memory.ticks.map { (dot(ChartPoint(seconds: 0, bytes: $0.value)).y / 4, $0.label) },
      uniquingKeysWith: { first, _ in first })
    let unit = style.text(memory.unit.alignedRight(labelWidth), .muted)
    return [unit]
      + (0..<rows).map { row in
        label(labels[row] ?? "", labels[row] == nil ? "│" : "┤") + canvas.text(ofRow: row, style)
      }
  }

  func key(of index: Int) -> String { String(UnicodeScalar(UInt8(ascii: "a") + UInt8(index))) }

  var functionRows: [String] {
    functions.enumerated().map { index, function in
      var canvas = TerminalCanvas(columns: columns, rows: 1)
      for run in function.runs {
        let ends = [run.time.lowerBound, run.time.upperBound].map { dot(ChartPoint(seconds: $0, bytes: 0)).x }
        for y in 2...3 { canvas.paintLine(from: (ends[0], y), to: (ends[1], y), function.color) }
      }
      return label(key(of: index), "│") + canvas.text(ofRow: 0, style)
    }
  }

  var timeAxis: [String] {
    var border = Array(repeating: Character("─"), count: columns)
    var labels = TerminalCanvas(columns: columns, rows: 1)
    var end = 0
    for tick in time.ticks {
      let column = min(columns - 1, dot(ChartPoint(seconds: tick.value, bytes: 0)).x / 2)
      border[column] = "┬"
      let start = max(end, min(column - tick.label.count / 2, columns - tick.label.count))
      labels.write(tick.label, column: start, row: 0, .muted)
      end = start + tick.label.count + 1
    }
    if end + time.unit.count <= columns { labels.write(time.unit, column: columns - time.unit.count, row: 0, .muted) }
    return [
      label("", "└") + style.text(String(border), .muted),
      String(repeating: " ", count: labelWidth + 2) + labels.text(ofRow: 0, style),
    ]
  }
}
