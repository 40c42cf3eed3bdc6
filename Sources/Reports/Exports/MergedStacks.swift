import Snapshots

/// The tracebacks of a snapshot as stacks of frames from the outermost inwards, what looks alike added up.
///
/// `Frame` is what a format keeps of a frame. A stack that was truncated begins with `SourceFrame.truncated`, so that it
/// does not look as if the program began there.
struct MergedStacks<Frame: Hashable> {
  private var numbering = Numbering<Frame>()
  private var stackNumbers = Numbering<[Int]>()
  /// By stack.
  private(set) var totals: [BlockTotal] = []

  /// What the numbers in `stacks` mean.
  var frames: [Frame] { numbering.elements }
  /// Numbers of frames, outermost first; never empty.
  var stacks: [[Int]] { stackNumbers.elements }

  init(
    _ snapshot: SymbolizedSnapshot, of count: KeyPath<AllocationSite, BlockTotal>, frame: (SourceFrame) -> Frame
  ) {
    // A large snapshot repeats few addresses in many tracebacks.
    var known: [CodeAddress: [Int]] = [:]
    for site in snapshot.snapshot.sites where site[keyPath: count] != .zero {
      var stack = site.traceback.isTruncated ? [numbering.number(of: frame(.truncated))] : []
      let addresses = snapshot.shownAddresses(of: site)
      if addresses.isEmpty { stack.append(numbering.number(of: frame(.unknown))) }
      for address in addresses.reversed() {
        let numbers =
          known[address] ?? snapshot.frames(at: address).reversed().map { numbering.number(of: frame($0)) }
        known[address] = numbers
        stack += numbers
      }
      add(site[keyPath: count], to: stackNumbers.number(of: stack))
    }
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
