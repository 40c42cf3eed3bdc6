import Snapshots

/// The places that hold the most, one row each.
package struct PlaceTable: Hashable, Sendable {
  /// A place and what was counted there.
  package struct Row: Hashable, Sendable {
    /// Where.
    package var place: SourcePlace
    /// What.
    package var counts: PlaceCounts
  }

  /// By what was added up.
  package let grouping: PlaceGrouping
  /// What ranks the rows.
  package let counted: CountedBlocks
  /// Whether a block counts for every place of its traceback, so that the rows sum to more than `total`.
  package let isCumulative: Bool
  /// The most first; places with nothing of what is counted come last.
  package let rows: [Row]
  /// How many places have no row.
  package let leftCount: Int
  /// What these have.
  package let left: PlaceCounts
  /// Everything, each block once.
  package let total: PlaceCounts

  /// Adds up a snapshot. Where a traceback has no function with a line, its functions without one are places.
  /// - Parameters:
  ///   - cumulative: as for `SymbolizedSnapshot.statistics`.
  ///   - limit: how many rows; nil for all.
  ///   - omitsEmpty: whether places with nothing of what is counted are left out altogether.
  ///   - showsAllFunctions: whether functions without a line are places also in tracebacks that have others.
  package init(
    _ snapshot: SymbolizedSnapshot, by grouping: PlaceGrouping = .line, cumulative: Bool = false,
    of counted: CountedBlocks, limit: Int? = nil, omitsEmpty: Bool = false, showsAllFunctions: Bool = false
  ) {
    let frames = ShownFrames(hidesFunctionsWithoutLine: !showsAllFunctions)
    var totals = PlaceTotals(by: grouping, cumulative: cumulative, of: counted, frames: frames)
    totals.add(snapshot)
    (self.grouping, self.counted, isCumulative, total) = (grouping, counted, totals.isCumulative, totals.total)
    let (places, names) = (totals.ranked.filter { !omitsEmpty || totals.counts[$0].counted.blocks != 0 }, totals.names)
    let shown = places.prefix(limit ?? places.count)
    rows = shown.map { Row(place: names[$0], counts: totals.counts[$0]) }
    leftCount = places.count - shown.count
    left = places[shown.endIndex...].reduce(into: PlaceCounts()) { $0 += totals.counts[$1] }
  }
}

extension PlaceTotals {
  /// The most first; of equals the one with more allocations.
  fileprivate var ranked: [Int] {
    let names = names
    let keys = counts.map { (counted.weight(of: $0.counted), $0.counted.blocks, $0.allocations.blocks) }
    return counts.indices.sorted { keys[$0] == keys[$1] ? names.comesFirst($0, $1) : keys[$0] > keys[$1] }
  }
}
