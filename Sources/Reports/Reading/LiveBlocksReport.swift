import Snapshots

/// What was live at the end, by traceback: `mprof leaks`. In LeakSanitizer's shape; but what is live need not be a leak.
package struct LiveBlocksReport {
  /// By traceback, the most bytes first.
  private let table: PlaceTable
  private let hasEnded: Bool

  /// - Parameters:
  ///   - hasEnded: false for a process that was not seen to end, and for a snapshot.
  ///   - limit: how many tracebacks to show; nil for all.
  ///   - showsAllFunctions: whether functions without a line are shown also in tracebacks that have others.
  package init(_ snapshot: SymbolizedSnapshot, hasEnded: Bool, limit: Int? = nil, showsAllFunctions: Bool = false) {
    table = PlaceTable(
      snapshot, by: .traceback, of: .end, limit: limit, omitsEmpty: true, showsAllFunctions: showsAllFunctions)
    self.hasEnded = hasEnded
  }

  /// - Parameter frames: how many frames of each traceback; nil for all.
  package func rendered(frames: Int? = nil, paths: PathSpelling = PathSpelling(folder: nil)) -> String {
    let more = "and \(table.leftCount.grouped) more tracebacks: \(text(table.left.counted))\n\n"
    return table.rows.map { block($0, frames, paths) }.joined() + (table.leftCount > 0 ? more : "")
      + summary(tracebacks: table.rows.count + table.leftCount)
  }

  private var moment: String { hasEnded ? "Live at exit" : "Live at the end" }

  private func block(_ row: PlaceTable.Row, _ limit: Int?, _ paths: PathSpelling) -> String {
    let frames = row.place.frames
    let shown = frames.prefix(limit ?? frames.count)
    let lines = shown.enumerated().map { number, frame in "    #\(number) \(frame.function) \(frame.placeText(paths))" }
    let left = frames.count - shown.count
    let end =
      left > 0
      ? ["    … and \(left) outer frames"] : row.place.isTruncated ? ["    … (outer callers are missing)"] : []
    return (["\(moment): \(text(row.counts.counted))", "  allocated at:"] + lines + end)
      .map { $0.printable + "\n" }.joined() + "\n"
  }

  private func summary(tracebacks: Int) -> String {
    let total = table.total.counted
    guard total.blocks > 0 else { return "SUMMARY: nothing was \(moment.lowercased())\n" }
    let from = tracebacks == 1 ? "1 traceback" : "\(tracebacks) tracebacks"
    return "SUMMARY: \(moment.lowercased()): \(total.bytes) B in \(total.blocks) blocks from \(from)\n"
      + (hasEnded
        ? "A block that is live at exit need not be a leak: what a program keeps until it ends counts, too.\n"
        : "The process was not seen to end: what it was still using counts, too.\n")
  }

  /// `3 blocks, 208 B`; larger sizes also as people read them.
  private func text(_ total: BlockTotal) -> String {
    "\(total.blocks) \(total.blocks == 1 ? "block" : "blocks"), \(total.bytes) B"
      + (sizeText(total.bytes).hasSuffix(" B") ? "" : " (\(sizeText(total.bytes)))")
  }
}
