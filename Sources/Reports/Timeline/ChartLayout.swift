/// Where the parts of a chart are in a picture.
///
/// ```
///  title
///  subtitle
///  MiB ┌──────────────────────────┐  RSS            52.4 MiB     a panel of lines, and the legend with their peaks
///   50 │        ╱╲   ╱╲╱          │  child 4711      8.1 MiB
///    0 └──────────────────────────┘
///      ▐▬▬▬▌   ▐▬▬▬▬▬▬▬▌             load(_:)   3 × · 1.2 s      a row a function, with its runs
///      0         1         2
/// ```
struct ChartLayout {
  let chart: TimelineChart
  var drawing: Drawing
  /// The places of labels in the panel.
  var labels: [(left: Double, top: Double, right: Double, bottom: Double)] = []

  /// Left, top, right and bottom of the panel of lines.
  let panel: (left: Double, top: Double, right: Double, bottom: Double)
  /// The left and the right edge of the legend.
  let legend: (left: Double, right: Double)
  /// Where the lowest row of functions ends.
  let bottom: Double

  static let rowHeight = 22.0
  static let titleSize = 16.0

  init(_ chart: TimelineChart) {
    self.chart = chart
    let needsLegend = chart.lines.count > 1 || !chart.functions.isEmpty || !chart.unshownFunctions.isEmpty
    let width = 1280.0
    panel = (left: 64, top: 84, right: needsLegend ? width - 388 : width - 28, bottom: 464)
    legend = (left: width - 368, right: width - 20)
    let rows = Double(chart.functions.count + (chart.unshownFunctions.isEmpty ? 0 : 1))
    bottom = panel.bottom + (rows > 0 ? 30 + rows * Self.rowHeight : 0)
    drawing = Drawing(width: width, height: bottom + 52, title: chart.title)
  }

  func x(_ seconds: Double) -> Double {
    let span = chart.time.upperBound - chart.time.lowerBound
    return panel.left + (seconds - chart.time.lowerBound) / span * (panel.right - panel.left)
  }

  func y(_ bytes: Double) -> Double {
    let span = chart.memory.upperBound - chart.memory.lowerBound
    return panel.bottom - (bytes - chart.memory.lowerBound) / span * (panel.bottom - panel.top)
  }

  func position(_ point: ChartPoint) -> Position { Position(x(point.seconds), y(point.bytes)) }

  /// The chart's only line needs no legend.
  var hasLegend: Bool { panel.right < legend.left }

  mutating func addTitles() {
    let room = drawing.width - 2 * 20
    let title = TextExtent.fitted(chart.title, into: room, size: Self.titleSize, isBold: true)
    drawing.text(
      title, at: Position(20, 30), size: Self.titleSize, isBold: true, hover: title == chart.title ? nil : chart.title)
    drawing.text(chart.subtitle, at: Position(20, 51), size: 12.5, color: .muted)
  }

  /// Ticks, their lines across the panel, and the frame.
  mutating func addAxes() {
    let memory = ChartAxis.memory(chart.memory, most: 9)
    drawing.text(memory.unit, at: Position(panel.left - 8, panel.top - 10), size: 11.5, .end, color: .muted)
    for tick in memory.ticks {
      let height = y(tick.value)
      drawing.line(from: Position(panel.left, height), to: Position(panel.right, height), .stroke(.grid))
      drawing.text(tick.label, at: Position(panel.left - 8, height + 4), .end, color: .muted)
    }
    let time = ChartAxis.time(chart.time, most: hasLegend ? 9 : 12)
    for tick in time.ticks {
      let left = x(tick.value)
      drawing.line(from: Position(left, panel.top), to: Position(left, bottom), .stroke(.grid))
      drawing.line(from: Position(left, bottom), to: Position(left, bottom + 5), .stroke(.frame))
      drawing.text(tick.label, at: Position(left, bottom + 20), .middle, color: .muted)
    }
    drawing.text(time.unit, at: Position(panel.right, bottom + 39), size: 11.5, .end, color: .muted)
    drawing.line(from: Position(panel.left, bottom), to: Position(panel.right, bottom), .stroke(.frame))
    if bottom > panel.bottom {
      drawing.line(from: Position(panel.left, panel.bottom), to: Position(panel.right, panel.bottom), .stroke(.frame))
    }
  }
}

extension TimelineChart {
  /// The picture.
  public func drawing() -> Drawing {
    var layout = ChartLayout(self)
    layout.addTitles()
    layout.addAxes()
    layout.addFunctions()
    layout.addLines()
    layout.addHovers()
    layout.addBrackets()
    layout.addPeaks()
    layout.addLegend()
    return layout.drawing
  }
}
