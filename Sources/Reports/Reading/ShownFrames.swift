import Snapshots

/// The frames of tracebacks as reports show them, as numbers: a large snapshot repeats few addresses in many tracebacks, and
/// each is looked up once.
///
/// Where any function of a traceback has a line, those without one (the runtime's, a library's without debug information) are
/// left out, as in `SymbolizedSnapshot.traceback(of:)`; where none has, all that have a name are shown.
///
/// Several snapshots, one after the other, share their numbers.
struct ShownFrames {
  /// What the numbers mean.
  var frames: [SourceFrame] { numbering.elements }

  private let paths: PathSpelling
  private let hidesFunctionsWithoutLine: Bool
  private var snapshot: SymbolizedSnapshot?
  private var numbering = Numbering<SourceFrame>()
  /// Of the snapshot.
  private var known: [CodeAddress: Entry] = [:]

  private struct Entry {
    /// Innermost first.
    var withLines: [Int]
    var withoutLine: Int?
  }

  /// - Parameters:
  ///   - paths: how frames name their files.
  ///   - hidesFunctionsWithoutLine: in tracebacks that have others.
  init(paths: PathSpelling = PathSpelling(folder: nil), hidesFunctionsWithoutLine: Bool = true) {
    (self.paths, self.hidesFunctionsWithoutLine) = (paths, hidesFunctionsWithoutLine)
  }

  /// From now on, sites are this snapshot's.
  mutating func look(at snapshot: SymbolizedSnapshot) {
    self.snapshot = snapshot
    known = [:]
  }

  /// Innermost first; never empty.
  mutating func frames(of site: AllocationSite) -> [Int] {
    var (withLines, all) = ([Int](), [Int]())
    for address in site.traceback.frames {
      let entry = entry(for: address)
      withLines += entry.withLines
      all += entry.withLines
      if let named = entry.withoutLine { all.append(named) }
    }
    if hidesFunctionsWithoutLine && !withLines.isEmpty { return withLines }
    return all.isEmpty ? [numbering.number(of: .unknown)] : all
  }

  /// The first of them.
  mutating func innermostFrame(of site: AllocationSite) -> Int {
    var named: Int?
    for address in site.traceback.frames {
      let entry = entry(for: address)
      if let first = entry.withLines.first { return hidesFunctionsWithoutLine ? first : named ?? first }
      named = named ?? entry.withoutLine
    }
    return named ?? numbering.number(of: .unknown)
  }

  private mutating func entry(for address: CodeAddress) -> Entry {
    if let entry = known[address] { return entry }
    let answer = snapshot?.answer(for: address)
    let withLines = answer?.frames.map { number(of: $0) } ?? []
    let entry = Entry(
      withLines: withLines, withoutLine: withLines.isEmpty ? answer?.fallback.map { number(of: $0) } : nil)
    known[address] = entry
    return entry
  }

  private mutating func number(of frame: SourceFrame) -> Int {
    var frame = frame
    frame.file = paths.short(frame.file)
    return numbering.number(of: frame)
  }
}
