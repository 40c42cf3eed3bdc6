import Snapshots

/// What changed from one run to another: `mprof diff`.
package struct DifferenceReport {
  /// What is counted.
  package let counted: CountedBlocks
  /// The first run's, each block once.
  package let earlier: BlockTotal
  /// The second run's.
  package let later: BlockTotal
  /// What changed, the largest change first.
  package let differences: [StatisticDifference]
  /// How many more groups changed.
  package let leftCount: Int
  /// And by how much.
  package let left: BlockTotal
  private let isCumulative: Bool

  /// - Parameters:
  ///   - paths: how to name files; both runs' files that are then alike are one.
  ///   - limit: how many differences; nil for all.
  package init(
    from earlier: SymbolizedSnapshot, to later: SymbolizedSnapshot, by grouping: PlaceGrouping = .line,
    cumulative: Bool = false, of counted: CountedBlocks, limit: Int? = nil,
    paths: PathSpelling = PathSpelling(folder: nil)
  ) {
    var totals = PlaceTotals(by: grouping, cumulative: cumulative, of: counted, frames: ShownFrames(paths: paths))
    totals.add(earlier)
    let (old, oldCounts) = (totals.total.counted, totals.counts)
    totals.add(later)
    (self.counted, isCumulative) = (counted, totals.isCumulative)
    (self.earlier, self.later) = (old, totals.total.counted - old)
    let names = totals.names
    let changes = totals.counts.enumerated().map { place, counts in
      Change(place, old: place < oldCounts.count ? oldCounts[place].counted : .zero, both: counts.counted)
    }
    .filter { $0.difference != .zero }.sorted { Change.comesFirst($0, $1, names) }
    let shown = changes.prefix(limit ?? changes.count)
    differences = shown.map {
      StatisticDifference(group: names[$0.place].group(grouping), total: $0.total, difference: $0.difference)
    }
    leftCount = changes.count - shown.count
    left = changes[shown.endIndex...].reduce(.zero) { $0 + $1.difference }
  }

  /// How much more bytes the later run has.
  package var growth: Int { later.bytes - earlier.bytes }

  /// `29.2 MiB (30567052 B)`.
  package var growthText: String { bothSizes(growth) }

  /// The totals, tracemalloc's difference lines, and what was left out.
  package func rendered() -> String {
    let total = StatisticDifference(group: .type(counted.phrase), total: later, difference: later - earlier)
    let changes = differences.isEmpty ? ["Nothing changed."] : differences.flatMap { lines(of: $0) }
    let more = leftCount > 0 ? ["and \(leftCount.grouped) more" + (isCumulative ? "" : ": " + leftText)] : []
    return (["\(total)", ""] + changes + more).map { $0.printable + "\n" }.joined()
  }

  private static let mostFrames = 20

  /// A traceback's functions stand below it.
  private func lines(of difference: StatisticDifference) -> [String] {
    guard let frames = difference.group.traceback?.frames else { return ["\(difference)"] }
    var innermost = difference
    innermost.group = .type("\(frames[0])")
    let left = frames.count - Self.mostFrames
    return ["\(innermost)"] + frames.prefix(Self.mostFrames).map { "    \($0.function) \($0)" }
      + (left > 0 ? ["    … and \(left) outer frames"] : [])
  }

  private var leftText: String {
    "\(sizeText(Double(left.bytes), signed: true)) in \(left.blocks < 0 ? "" : "+")\(left.blocks) blocks"
  }
}

/// A place before it has its name.
private struct Change {
  let place: Int
  let total: BlockTotal
  let difference: BlockTotal

  /// - Parameter both: the earlier and the later run's together.
  init(_ place: Int, old: BlockTotal, both: BlockTotal) {
    self.place = place
    total = both - old
    difference = total - old
  }

  private var key: (UInt, Int, UInt, Int) {
    (difference.bytes.magnitude, total.bytes, difference.blocks.magnitude, total.blocks)
  }

  /// `StatisticDifference`'s order, but for those that are alike in all numbers.
  static func comesFirst(_ left: Change, _ right: Change, _ names: PlaceNames) -> Bool {
    left.key == right.key ? names.comesFirst(left.place, right.place) : left.key > right.key
  }
}

extension SourcePlace {
  fileprivate func group(_ grouping: PlaceGrouping) -> StatisticGroup {
    switch grouping {
    case .line where frames[0].line == 0: .function("\(frames[0].function) (\(frames[0].file))")
    case .line: .line(file: frames[0].file, line: frames[0].line)
    case .file: .file(frames[0].file)
    case .function: .function(frames[0].function)
    case .traceback: .traceback(SourceTraceback(frames: frames, isTruncated: isTruncated))
    }
  }
}
