import Snapshots

/// The frames of tracebacks as reports show them, as numbers: a large snapshot repeats few addresses in many tracebacks, and
/// each is looked up once.
///
/// Where any function of a traceback has a line, those without one (the runtime's, a library's without debug information) are
/// left out, as in `SymbolizedSnapshot.traceback(of:)`; where none has, all that have a name are shown.
struct ShownFrames {
  /// What the numbers mean.
  var frames: [SourceFrame] { numbering.elements }

  private let snapshot: SymbolizedSnapshot
  private var numbering = Numbering<SourceFrame>()
  private var known: [CodeAddress: Entry] = [:]

  private struct Entry {
    /// Innermost first.
    var withLines: [Int]
    var withoutLine: Int?
  }

  init(_ snapshot: SymbolizedSnapshot) { self.snapshot = snapshot }

  /// Innermost first; never empty.
  mutating func frames(of site: AllocationSite) -> [Int] {
    let entries = site.traceback.frames.map { entry(for: $0) }
    let shown = entries.flatMap(\.withLines)
    if !shown.isEmpty { return shown }
    let named = entries.compactMap(\.withoutLine)
    return named.isEmpty ? [numbering.number(of: .unknown)] : named
  }

  /// The first of them.
  mutating func innermostFrame(of site: AllocationSite) -> Int {
    var named: Int?
    for address in site.traceback.frames {
      let entry = entry(for: address)
      if let first = entry.withLines.first { return first }
      named = named ?? entry.withoutLine
    }
    return named ?? numbering.number(of: .unknown)
  }

  private mutating func entry(for address: CodeAddress) -> Entry {
    if let entry = known[address] { return entry }
    let answer = snapshot.answer(for: address)
    let entry = Entry(
      withLines: answer?.frames.map { numbering.number(of: $0) } ?? [],
      withoutLine: answer?.fallback.map { numbering.number(of: $0) })
    known[address] = entry
    return entry
  }
}
