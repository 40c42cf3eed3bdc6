/// The functions: brackets at the program's line, where there are few enough, and a row each with all their runs.

extension ChartLayout {
  /// More brackets than these would hide the line.
  private static let mostBrackets = 24
  /// In pixels; a run that is narrower has no place for two brackets.
  private static let narrowest = 14.0

  /// The rows below the panel.
  mutating func addFunctions() {
    for (index, function) in chart.functions.enumerated() {
      let top = panel.bottom + 12 + Double(index) * Self.rowHeight
      drawing.line(
        from: Position(panel.left, top + Self.rowHeight / 2), to: Position(panel.right, top + Self.rowHeight / 2),
        .stroke(.grid))
      for bar in bars(of: function) {
        drawing.add(
          .rectangle(
            Position(bar.left, top + 4), width: max(1.5, bar.right - bar.left), height: Self.rowHeight - 8, radius: 2),
          .fill(function.color, opacity: 0.78), hover: bar.text)
      }
      addName(of: function, at: top + Self.rowHeight / 2 + 4)
    }
    if !chart.unshownFunctions.isEmpty {
      let row = panel.bottom + 12 + Double(chart.functions.count) * Self.rowHeight
      drawing.text(
        chart.unshownFunctions, at: Position(legend.left + 26, row + Self.rowHeight / 2 + 4), color: .muted)
    }
  }

  private mutating func addName(of function: ChartFunction, at y: Double) {
    drawing.add(
      .rectangle(Position(legend.left + 3, y - 9), width: 12, height: 10, radius: 2),
      .fill(function.color, opacity: 0.78))
    let figures = "\(function.calls.grouped) × · \(durationText(function.seconds)) · \(growthText(function.growth))"
    let place = legend.right - legend.left - 40 - TextExtent.width(of: figures, size: 11.5)
    let name = TextExtent.fitted(function.shortName, into: place, size: 12, keepsEnd: true)
    drawing.text(name, at: Position(legend.left + 26, y), hover: name == function.name ? nil : function.name)
    drawing.text(figures, at: Position(legend.right, y), size: 11.5, .end, color: .muted)
  }

  /// Runs that are less than a pixel apart are one bar.
  private func bars(of function: ChartFunction) -> [(left: Double, right: Double, text: String)] {
    var bars: [(left: Double, right: Double, runs: [ChartFunction.Run])] = []
    for run in function.runs {
      let (left, right) = (x(run.time.lowerBound), x(run.time.upperBound))
      if let last = bars.last, left < last.right + 1 {
        bars[bars.count - 1].right = max(last.right, right)
        bars[bars.count - 1].runs.append(run)
      } else {
        bars.append((left, right, [run]))
      }
    }
    return bars.map { ($0.left, $0.right, words(about: $0.runs, of: function.name)) }
  }

  private func words(about runs: [ChartFunction.Run], of name: String) -> String {
    let end = runs.map(\.time.upperBound).max()!
    let calls = runs.reduce(0) { $0 + $1.calls }
    let start = runs[0].time.lowerBound
    let text = "\(name)\n\(durationText(start)) to \(durationText(end)), \(durationText(end - start))"
    if calls > 1 { return "\(text), \(calls.grouped) calls" }
    return
      "\(text)\n\(memoryText(runs[0].entry)) → \(memoryText(runs[0].exit))\(runs[0].isOpen ? ", had not returned" : "")"
  }

  /// At the line, as memory_profiler draws them: the longest runs, if their two brackets can be told apart.
  mutating func addBrackets() {
    let runs = chart.functions.flatMap { function in
      function.runs.filter { $0.isMain && x($0.time.upperBound) - x($0.time.lowerBound) >= Self.narrowest }
        .map { (color: function.color, run: $0) }
    }
    let longest = runs.sorted { length($0.run) > length($1.run) }.prefix(Self.mostBrackets)
    for (color, run) in longest.reversed() {
      addBracket(at: ChartPoint(seconds: run.time.lowerBound, bytes: run.entry), opensTo: 1, color)
      if !run.isOpen { addBracket(at: ChartPoint(seconds: run.time.upperBound, bytes: run.exit), opensTo: -1, color) }
    }
  }

  private func length(_ run: ChartFunction.Run) -> Double { run.time.upperBound - run.time.lowerBound }

  /// `[` where `side` is 1, `]` where it is -1. Within the panel, also where the line is at its edge.
  private mutating func addBracket(at point: ChartPoint, opensTo side: Double, _ color: PlotColor) {
    let place = position(point)
    let (top, bottom) = (max(panel.top, place.y - 12), min(panel.bottom, place.y + 12))
    let corners = [(place.x + 5 * side, top), (place.x, top), (place.x, bottom), (place.x + 5 * side, bottom)]
    drawing.add(.polyline(corners.map { Position($0.0, $0.1) }), .stroke(color, 2))
  }
}
