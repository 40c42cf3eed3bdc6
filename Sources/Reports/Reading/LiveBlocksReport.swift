import Snapshots

/// What was live at the end, by traceback: `mprof leaks`. In LeakSanitizer's shape; but what is live need not be a leak.
package struct LiveBlocksReport {
  /// By traceback, the most bytes first.
  private let table: PlaceTable
  private let hasEnded: Bool

  /// - Parameter hasEnded: false for a process that was not seen to end, and for a snapshot.
  package init(_ snapshot: SymbolizedSnapshot, hasEnded: Bool) {
    table = PlaceTable(snapshot, by: .traceback, of: .end)
    self.hasEnded = hasEnded
  }

  /// - Parameters:
  ///   - limit: how many tracebacks; nil for all.
  ///   - frames: how many frames of each; nil for all.
  package func rendered(limit: Int? = nil, frames: Int? = nil, paths: PathSpelling = PathSpelling(folder: nil))
    -> String
  {
    let live = table.rows.filter { $0.counts.counted.blocks != 0 }
    let shown = live.prefix(limit ?? live.count)
    let left = live.dropFirst(shown.count)
    let more = left.isEmpty ? "" : "and \(left.count.grouped) more tracebacks: \(text(left.sum.counted))\n\n"
    return shown.map { block($0, frames, paths) }.joined() + more + summary(tracebacks: live.count)
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
