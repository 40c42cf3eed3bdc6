/// The lines of memory over time, their peaks and their legend.

extension ChartLayout {
  /// The uppermost last.
  mutating func addLines() {
    let longest = chart.lines.filter { !$0.label.isEmpty }.map(\.points.count).max() ?? 0
    for line in chart.lines.reversed() {
      let points = line.thinned(to: Int(panel.right - panel.left), of: chart.time).map(position)
      if line.kind == .resident && chart.peak != nil && chart.memory.lowerBound == 0 {
        let ends = [Position(points.last!.x, panel.bottom), Position(points[0].x, panel.bottom)]
        drawing.add(.polygon(points + ends), .fill(line.color, opacity: 0.09))
      }
      let width = line.label.isEmpty ? 1 : line.kind == .child ? 1.4 : 2
      if points.count > 1 {
        drawing.add(.polyline(points), .stroke(line.color, width, opacity: line.label.isEmpty ? 0.6 : 1))
      }
      if longest <= 40 && !line.label.isEmpty || points.count == 1 {
        for point in points { drawing.add(.circle(point, radius: width + 0.9), .fill(line.color)) }
      }
    }
  }

  /// Strips that say, when the pointer rests on them, what the memory was then.
  mutating func addHovers() {
    let strips = 160
    let width = (panel.right - panel.left) / Double(strips)
    let span = chart.time.upperBound - chart.time.lowerBound
    for strip in 0..<strips {
      let moment = chart.time.lowerBound + (Double(strip) + 0.5) / Double(strips) * span
      let sizes = chart.lines.prefix(12).filter { !$0.label.isEmpty }.compactMap { line in
        line.bytes(at: moment).map { "\(line.label) \(memoryText($0))" }
      }
      guard !sizes.isEmpty else { continue }
      drawing.add(
        .rectangle(
          Position(panel.left + Double(strip) * width, panel.top), width: width, height: panel.bottom - panel.top,
          radius: 0),
        .fill(.background, opacity: 0), hover: ([durationText(moment)] + sizes).joined(separator: "\n"))
    }
  }

  /// The program's peak with lines across the panel and a label; otherwise a dot a line, and the highest child's label.
  mutating func addPeaks() {
    if let peak = chart.peak {
      let point = position(peak)
      drawing.line(
        from: Position(panel.left, point.y), to: Position(panel.right, point.y), .stroke(.peak, 1.2, isDashed: true))
      drawing.line(
        from: Position(point.x, panel.top), to: Position(point.x, panel.bottom), .stroke(.peak, 1.2, isDashed: true))
    }
    let named = chart.lines.filter { !$0.label.isEmpty }
    for line in named where line.kind == .resident || line == named.first(where: { $0.kind == .child }) {
      let isPeak = line.highest == chart.peak && line.kind == .resident
      drawing.add(
        .circle(position(line.highest), radius: 4), .fill(isPeak ? .peak : line.color),
        hover: "\(line.label): \(memoryText(line.highest.bytes)) at \(durationText(line.highest.seconds))")
    }
    guard let peak = chart.peak else { return }
    addLabel("\(memoryText(peak.bytes)) at \(durationText(peak.seconds))", at: position(peak), .peak)
    if let child = named.first(where: { $0.kind == .child }), child.highest.bytes > peak.bytes {
      addLabel(
        "\(memoryText(child.highest.bytes)) at \(durationText(child.highest.seconds))", at: position(child.highest),
        child.color)
    }
  }

  /// At that corner of the point at which it hides the least of the lines, and no other label; nowhere, if there is none.
  private mutating func addLabel(_ text: String, at point: Position, _ color: PlotColor) {
    let width = TextExtent.width(of: text, size: 12, isBold: true)
    let corners = [
      Position(point.x + 10, point.y - 22), Position(point.x - 10 - width, point.y - 22),
      Position(point.x + 10, point.y + 6), Position(point.x - 10 - width, point.y + 6),
    ].filter { corner in
      let (right, bottom) = (corner.x + width, corner.y + 17)
      let isFree = labels.allSatisfy { label in
        label.right < corner.x || right < label.left || label.bottom < corner.y || bottom < label.top
      }
      return isFree && corner.x >= panel.left && right <= panel.right && corner.y >= panel.top && bottom <= panel.bottom
    }
    guard let best = corners.min(by: { hidden(at: $0, width) < hidden(at: $1, width) }) else { return }
    labels.append((left: best.x, top: best.y, right: best.x + width, bottom: best.y + 17))
    drawing.add(
      .rectangle(Position(best.x - 4, best.y), width: width + 8, height: 17, radius: 3),
      .fill(.background, opacity: 0.85))
    let isOnTheLeft = best.x < point.x
    drawing.text(
      text, at: Position(isOnTheLeft ? best.x + width : best.x, best.y + 13), isOnTheLeft ? .end : .start, isBold: true,
      color: color)
  }

  /// About how much of the lines would be below a label.
  private func hidden(at corner: Position, _ width: Double) -> Int {
    let span = (chart.time.upperBound - chart.time.lowerBound) / (panel.right - panel.left)
    let moments = stride(from: 0.0, through: width, by: 4).map {
      chart.time.lowerBound + (corner.x - panel.left + $0) * span
    }
    return chart.lines.reduce(0) { sum, line in
      sum + moments.count { line.bytes(at: $0).map { (corner.y...(corner.y + 17)).contains(y($0)) } ?? false }
    }
  }

  /// Beside the panel: each line's name and its peak; what is too much in words.
  mutating func addLegend() {
    guard hasLegend, !chart.lines.isEmpty else { return }
    drawing.text("peak", at: Position(legend.right, panel.top + 4), size: 11.5, .end, color: .muted)
    let room = Int((panel.bottom - panel.top) / 22) - 2
    let named = chart.lines.filter { !$0.label.isEmpty }
    var row = panel.top + 26
    for line in named.prefix(named.count > room ? room - 1 : room) {
      drawing.line(
        from: Position(legend.left, row - 4), to: Position(legend.left + 18, row - 4), .stroke(line.color, 3))
      let size = memoryText(line.highest.bytes)
      let place = legend.right - legend.left - 36 - TextExtent.width(of: size, size: 12)
      let label = TextExtent.fitted(line.label, into: place, size: 12, keepsEnd: true)
      drawing.text(label, at: Position(legend.left + 26, row), hover: label == line.label ? nil : line.label)
      drawing.text(size, at: Position(legend.right, row), .end)
      row += 22
    }
    let left = named.count > room ? ["\(named.count - room + 1) more files"] : []
    for words in left + [chart.unnamedLines] where !words.isEmpty {
      drawing.line(
        from: Position(legend.left, row - 4), to: Position(legend.left + 18, row - 4), .stroke(.muted, 1, opacity: 0.6))
      drawing.text(words, at: Position(legend.left + 26, row), color: .muted)
      row += 22
    }
  }
}
