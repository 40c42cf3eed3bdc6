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
  private let isCumulative: Bool

  /// - Parameter paths: how to name files; both runs' files that are then alike are one.
  package init(
    from earlier: SymbolizedSnapshot, to later: SymbolizedSnapshot, by grouping: PlaceGrouping = .line,
    cumulative: Bool = false, of counted: CountedBlocks, paths: PathSpelling = PathSpelling(folder: nil)
  ) {
    let old = PlaceTotals(earlier, by: grouping, cumulative: cumulative, of: counted)
    let new = PlaceTotals(later, by: grouping, cumulative: cumulative, of: counted)
    self.counted = counted
    isCumulative = cumulative && grouping != .traceback
    (self.earlier, self.later) = (old.total.counted, new.total.counted)
    let (before, after) = (old.byGroup(grouping, paths), new.byGroup(grouping, paths))
    differences = Set(before.keys).union(after.keys).compactMap { group in
      let total = after[group] ?? .zero
      let difference = total - (before[group] ?? .zero)
      return difference == .zero ? nil : StatisticDifference(group: group, total: total, difference: difference)
    }
    .sorted(by: StatisticDifference.comesFirst)
  }

  /// How much more bytes the later run has.
  package var growth: Int { later.bytes - earlier.bytes }

  /// The totals, tracemalloc's difference lines, and what was left out.
  /// - Parameter limit: how many differences; nil for all.
  package func rendered(limit: Int? = nil) -> String {
    let shown = differences.prefix(limit ?? differences.count)
    let left = differences.dropFirst(shown.count)
    let total = StatisticDifference(group: .type(counted.phrase), total: later, difference: later - earlier)
    let changes = shown.flatMap { lines(of: $0) }
    let more = left.isEmpty ? [] : ["and \(left.count.grouped) more" + (isCumulative ? "" : ": " + sum(of: left))]
    return (["\(total)", ""] + (changes.isEmpty ? ["Nothing changed."] : changes) + more).map { $0.printable + "\n" }
      .joined()
  }

  /// A traceback's callers stand below it.
  private func lines(of difference: StatisticDifference) -> [String] {
    guard let traceback = difference.group.traceback else { return ["\(difference)"] }
    var innermost = difference
    innermost.group = .type("\(traceback.frames[0])")
    return ["\(innermost)"] + traceback.frames.map { "    \($0.function) \($0)" }
  }

  private func sum(of differences: ArraySlice<StatisticDifference>) -> String {
    let sum = differences.reduce(BlockTotal.zero) { $0 + $1.difference }
    return "\(sizeText(Double(sum.bytes), signed: true)) in \(sum.blocks < 0 ? "" : "+")\(sum.blocks) blocks"
  }
}

extension PlaceTotals {
  /// What two runs have in common: groups are named, not numbered.
  fileprivate func byGroup(_ grouping: PlaceGrouping, _ paths: PathSpelling) -> [StatisticGroup: BlockTotal] {
    Dictionary(all.map { ($0.place.group(grouping, paths), $0.counts.counted) }, uniquingKeysWith: +)
  }
}

extension SourcePlace {
  fileprivate func group(_ grouping: PlaceGrouping, _ paths: PathSpelling) -> StatisticGroup {
    let frame = frames[0]
    switch grouping {
    case .line where frame.line == 0: return .function("\(frame.function) (\(frame.file))")
    case .line: return .line(file: paths.short(frame.file), line: frame.line)
    case .file: return .file(paths.short(frame.file))
    case .function: return .function(frame.function)
    case .traceback:
      let frames = frames.map { SourceFrame(function: $0.function, file: paths.short($0.file), line: $0.line) }
      return .traceback(SourceTraceback(frames: frames, isTruncated: isTruncated))
    }
  }
}
