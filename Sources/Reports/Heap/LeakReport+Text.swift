import Snapshots

/// Leaks in LeakSanitizer's shape.

extension LeakReport {
  /// Each group of leaks, then a line that sums up.
  ///
  ///     Leak: 4 objects, 208 B, retain cycle (×100)
  ///       Catalog.Parent .children → _ContiguousArrayStorage<Child> [0] → Catalog.Child .parent → Catalog.Parent
  ///       allocated at:
  ///         #0 Catalog.makeFamily(_:) Sources/App/Family.swift:12
  ///
  ///     SUMMARY: 100 leaks, 20800 B in 400 blocks
  ///
  /// Objects and bytes of a group are those of one leak; the summary counts all.
  /// - Parameters:
  ///   - limit: how many groups; nil for all.
  ///   - frames: how many frames of each traceback; nil for all.
  public func rendered(limit: Int? = nil, frames: Int? = nil) -> String {
    rendered(limit: limit, frames: frames, paths: PathSpelling(folder: nil))
  }

  package func rendered(limit: Int? = nil, frames: Int? = nil, paths: PathSpelling) -> String {
    let shown = groups.prefix(max(0, limit ?? groups.count))
    let someHave = shown.contains { $0.traceback != nil }
    let blocks = shown.map { $0.lines(frames: frames, paths: paths, saysWithoutTraceback: someHave) + [""] }
    let left = groups[shown.endIndex...]
    let more = left.isEmpty ? [] : ["and \(left.leakCount) more \(noun(left.leakCount)): \(text(left.total))", ""]
    return (blocks.flatMap { $0 } + more + notes + [summary]).text
  }

  private var notes: [String] {
    var lines: [String] = []
    if let missingTracebacks, groups.contains(where: { $0.traceback == nil }) {
      let which = groups.allSatisfy { $0.traceback == nil } ? "No tracebacks" : "Some have no traceback"
      lines.append("\(which): \(missingTracebacks).")
    }
    if suppressed.leaks > 0 {
      lines.append("Suppressed: \(suppressed.leaks) \(noun(suppressed.leaks)), \(text(suppressed.total))")
    }
    return lines
  }

  private var summary: String {
    if isEmpty {
      return
        "SUMMARY: no \(noun(0)) found; detection is conservative: a stale pointer, on a stack for example, can hide one"
    }
    return "SUMMARY: \(leakCount) \(noun(leakCount)), \(text(total))"
  }

  private func noun(_ count: Int) -> String {
    (scope == .retainCycles ? "retain cycle" : "leak") + (count == 1 ? "" : "s")
  }

  /// `20800 B in 400 blocks`
  private func text(_ total: BlockTotal) -> String {
    "\(total.bytes) B in \(total.blocks) \(total.blocks == 1 ? "block" : "blocks")"
  }
}

extension LeakReport: CustomStringConvertible {
  /// All leaks with all their frames.
  public var description: String { rendered() }
}
