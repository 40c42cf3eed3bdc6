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
  /// Everything, each block once.
  package let total: PlaceCounts

  /// Adds up a snapshot. Parameters as for `SymbolizedSnapshot.statistics`; where a traceback has no function with a line,
  /// its functions without one are places.
  package init(
    _ snapshot: SymbolizedSnapshot, by grouping: PlaceGrouping = .line, cumulative: Bool = false,
    of counted: CountedBlocks
  ) {
    let totals = PlaceTotals(snapshot, by: grouping, cumulative: cumulative, of: counted)
    self.grouping = grouping
    self.counted = counted
    isCumulative = cumulative && grouping != .traceback
    rows = totals.all.map { Row(place: $0.place, counts: $0.counts) }.sorted { Self.comesFirst($0, $1, counted) }
    total = totals.total
  }

  /// The most first; of equals the one with more allocations, then by place.
  private static func comesFirst(_ left: Row, _ right: Row, _ counted: CountedBlocks) -> Bool {
    let key = { (row: Row) in
      (counted.weight(of: row.counts.counted), row.counts.counted.blocks, row.counts.allocations.blocks)
    }
    let (leftKey, rightKey) = (key(left), key(right))
    if leftKey != rightKey { return leftKey > rightKey }
    return left.place.frames.lexicographicallyPrecedes(right.place.frames)
  }
}
