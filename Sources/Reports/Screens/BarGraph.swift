/// A curve as bars, from 0 to its highest value.
struct BarGraph {
  /// Ascending by time, the newest last; nil where nothing is known.
  let values: [Int?]
  let glyphs: Glyphs

  /// From the highest row down. Each column shows one value; the newest is at the right edge.
  func rows(width: Int, height: Int) -> [String] {
    let shown = Array(repeating: nil, count: max(0, width - values.count)) + values.suffix(width)
    let highest = max(1, shown.lazy.compactMap(\.self).max() ?? 1)
    let steps = glyphs == .unicode ? 8 : 2
    let heights = shown.map { value in
      value.map { barHeight($0, highest: highest, steps: height * steps) } ?? 0
    }
    return (0..<height).reversed().map { row in
      heights.map { glyph(min(steps, max(0, $0 - row * steps))) }.joined()
    }
  }

  /// In steps; what is there at all is seen.
  private func barHeight(_ value: Int, highest: Int, steps: Int) -> Int {
    if value <= 0 { return 0 }
    return max(1, Int((Double(value) / Double(highest) * Double(steps)).rounded()))
  }

  private func glyph(_ steps: Int) -> String {
    glyphs == .unicode ? Self.eighths[steps] : [" ", ".", "#"][steps]
  }

  private static let eighths = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
}
