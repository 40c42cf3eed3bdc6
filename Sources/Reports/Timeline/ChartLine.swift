/// One line of a chart: memory over time.

/// A moment and the memory at it.
public struct ChartPoint: Hashable, Sendable {
  /// Since the chart's second 0.
  public var seconds: Double
  /// Of RSS, or live.
  public var bytes: Double
}

/// Points that are connected.
public struct ChartLine: Hashable, Sendable {
  /// What the line shows, which says how it is drawn.
  public enum Kind: Hashable, Sendable {
    /// RSS of the program that was started.
    case resident
    /// Its live bytes.
    case traced
    /// RSS of another process.
    case child
  }

  public var kind: Kind
  /// What the legend calls it; empty for a line that the legend does not name.
  public var label: String
  public var color: PlotColor
  /// Ascending by time; at least one.
  public var points: [ChartPoint]
  /// The first of the highest.
  public var highest: ChartPoint

  /// nil without points.
  init?(_ kind: Kind, label: String, color: PlotColor, points: [ChartPoint]) {
    guard var highest = points.first else { return nil }
    for point in points where point.bytes > highest.bytes { highest = point }
    self.kind = kind
    self.label = label
    self.color = color
    self.points = points
    self.highest = highest
  }

  /// The part in the window, nil without any: where the line crosses the window's edge there is a point.
  func clipped(to window: ClosedRange<Double>) -> ChartLine? {
    var inside = points.filter { window.contains($0.seconds) }
    for edge in [window.lowerBound, window.upperBound]
    where inside.first?.seconds != edge && inside.last?.seconds != edge {
      guard let after = points.firstIndex(where: { $0.seconds > edge }), after > 0 else { continue }
      let (left, right) = (points[after - 1], points[after])
      let share = (edge - left.seconds) / (right.seconds - left.seconds)
      let point = ChartPoint(seconds: edge, bytes: left.bytes + share * (right.bytes - left.bytes))
      inside.insert(point, at: edge == window.lowerBound ? 0 : inside.count)
    }
    return ChartLine(kind, label: label, color: color, points: inside)
  }

  /// Few enough points for a picture: of the points of each of `columns` equal parts of the time only the first, the
  /// lowest, the highest and the last, so that no peak is lost.
  func thinned(to columns: Int, of time: ClosedRange<Double>) -> [ChartPoint] {
    guard points.count > 4 * columns else { return points }
    let width = (time.upperBound - time.lowerBound) / Double(columns)
    var (kept, start) = ([ChartPoint](), 0)
    while start < points.count {
      let column = ((points[start].seconds - time.lowerBound) / width).rounded(.down)
      var (end, lowest, highest) = (start, start, start)
      while end < points.count, ((points[end].seconds - time.lowerBound) / width).rounded(.down) <= column {
        if points[end].bytes < points[lowest].bytes { lowest = end }
        if points[end].bytes > points[highest].bytes { highest = end }
        end += 1
      }
      for index in Set([start, lowest, highest, end - 1]).sorted() { kept.append(points[index]) }
      start = end
    }
    return kept
  }

  /// Memory at a moment; nil before the first and after the last point.
  func bytes(at seconds: Double) -> Double? {
    guard let first = points.first, let last = points.last, (first.seconds...last.seconds).contains(seconds) else {
      return nil
    }
    var (low, high) = (0, points.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if points[middle].seconds <= seconds { low = middle } else { high = middle }
    }
    return points[low].bytes
  }
}
