import Snapshots

extension SourceTraceback {
  /// Lines to print, as tracemalloc's `Traceback.format` returns them: for each frame `  File "Catalog.swift", line 12` and
  /// the source line, trimmed and indented by four, read from the file where it can be.
  /// - Parameters:
  ///   - limit: nil for all frames, n for the n innermost, -n for the n outermost.
  ///   - mostRecentFirst: whether to begin with the innermost frame instead of ending with it.
  public func format(limit: Int? = nil, mostRecentFirst: Bool = false) -> [String] {
    OwnWork.run {
      let files = SourceFiles()
      return formatted(limit: limit, mostRecentFirst: mostRecentFirst) { file, line in
        try? files.line(line, of: file).get()
      }
    }
  }
}
