import Snapshots

/// Why much of what is counted has no source line: said under a report, so that nobody looks for the reason.
package struct MissingLines {
  /// The most first.
  private let reasons: [(text: String, total: BlockTotal)]
  private let counted: CountedBlocks
  private let whole: Int

  /// Less is not worth a note.
  private static let leastShare = 0.1
  private static let mostNotes = 3

  /// Looks at the tracebacks in which no function has a line, and at all of their images.
  package init(_ snapshot: SymbolizedSnapshot, of counted: CountedBlocks) {
    var (totals, whole) = ([String: BlockTotal](), BlockTotal.zero)
    for site in snapshot.snapshot.sites where site[keyPath: counted.keyPath].blocks != 0 {
      whole += site[keyPath: counted.keyPath]
      let answers = site.traceback.frames.lazy.compactMap { snapshot.answer(for: $0) }
      if answers.contains(where: { !$0.frames.isEmpty }) { continue }
      for reason in Set(answers.compactMap(\.reason)) {
        totals[reason, default: .zero] += site[keyPath: counted.keyPath]
      }
    }
    self.counted = counted
    self.whole = counted.weight(of: whole)
    reasons = totals.map { (text: $0.key, total: $0.value) }
      .sorted { (counted.weight(of: $0.total), $1.text) > (counted.weight(of: $1.total), $0.text) }
  }

  /// Lines that end in a newline each, after an empty one; nothing when little is missing.
  package var text: String {
    let large = reasons.filter { Double(counted.weight(of: $0.total)) > Self.leastShare * Double(whole) }
    let notes = large.prefix(Self.mostNotes).map {
      "Note: \(counted.amount($0.total)) without a source line: \($0.text).\n".printableLine
    }
    return notes.isEmpty ? "" : "\n" + notes.joined()
  }
}

extension String {
  /// Printable but for the newline at its end.
  fileprivate var printableLine: String { String(dropLast()).printable + "\n" }
}
