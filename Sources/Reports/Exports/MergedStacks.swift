import Snapshots

/// The tracebacks of a snapshot as stacks of frames from the outermost inwards, what looks alike added up.
///
/// A stack that was truncated begins with `SourceFrame.truncated`, so that it does not look as if the program began there.
struct MergedStacks {
  private var numbering = Numbering<SourceFrame>()
  private var stackNumbers = Numbering<[Int]>()
  /// By stack.
  private(set) var totals: [BlockTotal] = []

  /// What the numbers in `stacks` mean.
  var frames: [SourceFrame] { numbering.elements }
  /// Numbers of frames, outermost first; never empty.
  var stacks: [[Int]] { stackNumbers.elements }

  init(_ snapshot: SymbolizedSnapshot, of count: KeyPath<AllocationSite, BlockTotal>) {
    // A large snapshot repeats few addresses in many tracebacks.
    var known: [CodeAddress: [Int]] = [:]
    for site in snapshot.snapshot.sites where site[keyPath: count] != .zero {
      var stack = site.traceback.isTruncated ? numbers(of: [.truncated]) : []
      let addresses = snapshot.shownAddresses(of: site)
      if addresses.isEmpty { stack += numbers(of: [.unknown]) }
      for address in addresses.reversed() {
        let numbers = known[address] ?? numbers(of: snapshot.frames(at: address))
        known[address] = numbers
        stack += numbers
      }
      add(site[keyPath: count], to: stackNumbers.number(of: stack))
    }
  }

  /// Outermost first.
  private mutating func numbers(of frames: [SourceFrame]) -> [Int] {
    frames.reversed().map { numbering.number(of: $0) }
  }

  private mutating func add(_ total: BlockTotal, to stack: Int) {
    if stack == totals.count { totals.append(.zero) }
    totals[stack] += total
  }
}

extension SourceFrame {
  /// Stands above the outermost frame that is known of a traceback whose callers are missing.
  static let truncated = SourceFrame(function: "<truncated>", file: SourceFrame.unknown.file, line: 0)

  /// nil where unknown.
  var knownFile: String? { file == SourceFrame.unknown.file ? nil : file }
}
