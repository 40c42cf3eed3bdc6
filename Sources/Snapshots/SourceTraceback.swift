/// A traceback in terms of the source. Prints as its outermost frame, as tracemalloc's does.
public struct SourceTraceback: Hashable, Sendable {
  /// Innermost first, inlined functions as frames of their own. Never empty: `SourceFrame.unknown` when nothing is known.
  public let frames: [SourceFrame]
  /// Whether callers are missing at the outer end.
  public let isTruncated: Bool

  /// Stands as `SourceFrame.unknown` when there are no frames.
  public init(frames: [SourceFrame], isTruncated: Bool = false) {
    self.frames = frames.isEmpty ? [.unknown] : frames
    self.isTruncated = isTruncated
  }

  /// Lines to print, as tracemalloc's `Traceback.format` returns them: for each frame `  File "Catalog.swift", line 12`
  /// and, where there is one, the source line, trimmed and indented by four.
  /// - Parameters:
  ///   - limit: nil for all frames, n for the n innermost, -n for the n outermost.
  ///   - mostRecentFirst: whether to begin with the innermost frame instead of ending with it.
  ///   - sourceLine: the text of a line of a file; nil or blank when there is none.
  public func formatted(
    limit: Int? = nil, mostRecentFirst: Bool = false,
    sourceLine: (_ file: String, _ line: Int) -> String? = { _, _ in nil }
  ) -> [String] {
    let innermostFirst = selected(limit)
    let ordered = mostRecentFirst ? Array(innermostFirst) : innermostFirst.reversed()
    return ordered.flatMap { frame in
      let text = sourceLine(frame.file, frame.line).map(trimmed) ?? ""
      return ["  File \"\(frame.file)\", line \(frame.line)"] + (text.isEmpty ? [] : ["    \(text)"])
    }
  }

  private func selected(_ limit: Int?) -> ArraySlice<SourceFrame> {
    guard let limit else { return frames[...] }
    let count = Int(clamping: limit.magnitude)
    return limit < 0 ? frames.suffix(count) : frames.prefix(count)
  }
}

extension SourceTraceback: CustomStringConvertible {
  /// The most recent frame, as tracemalloc prints a traceback.
  public var description: String { frames[frames.count - 1].description }
}

extension SourceTraceback: Comparable {
  /// From the outermost frame inwards; of two that are equal so far, the shorter one comes first.
  public static func < (left: SourceTraceback, right: SourceTraceback) -> Bool {
    let (outer, other) = (left.frames.reversed(), right.frames.reversed())
    if left.frames == right.frames { return !left.isTruncated && right.isTruncated }
    return outer.lexicographicallyPrecedes(other)
  }
}

extension SourceTraceback {
  /// Agrees with `==`. The lines alone tell most tracebacks apart; to hash all names, too, would take most of the time of
  /// statistics by traceback.
  public func hash(into hasher: inout Hasher) {
    for frame in frames { hasher.combine(frame.line) }
    hasher.combine(frames[0].function)
  }
}

/// Without the white space around it.
private func trimmed(_ text: String) -> String {
  let start = text.drop { $0.isWhitespace }
  guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
  return String(start[...end])
}
