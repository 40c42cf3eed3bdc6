/// Adding up a snapshot, and comparing two.

extension SymbolizedSnapshot {
  /// One statistic a group, by bytes, blocks and group, descending. A group without blocks has none.
  /// - Parameters:
  ///   - grouping: without `cumulative` a block belongs to the line, file or function of its innermost frame.
  ///   - cumulative: a block belongs to every line (file, function) of its traceback, to each of them once even when it
  ///     stands there several times, so that the statistics sum to more than there is. Changes nothing for
  ///     `.traceback` and `.type`: a block has one.
  ///   - count: which of the site's counts to add up.
  public func statistics(
    by grouping: StatisticGrouping, cumulative: Bool = false, of count: KeyPath<AllocationSite, BlockTotal> = \.live
  ) -> [Statistic] {
    OwnWork.run {
      totals(by: grouping, cumulative: cumulative, of: count)
        .map { Statistic(group: $0.key, total: $0.value) }
        .sorted(by: Statistic.comesFirst)
    }
  }

  /// How each group changed since an earlier snapshot, those that vanished or did not change included, sorted by |bytes
  /// difference|, bytes, |blocks difference|, blocks and group, descending. Parameters as for `statistics`.
  public func compared(
    to earlier: SymbolizedSnapshot, by grouping: StatisticGrouping, cumulative: Bool = false,
    of count: KeyPath<AllocationSite, BlockTotal> = \.live
  ) -> [StatisticDifference] {
    OwnWork.run {
      let old = earlier.totals(by: grouping, cumulative: cumulative, of: count)
      let new = totals(by: grouping, cumulative: cumulative, of: count)
      let vanished = old.keys.filter { new[$0] == nil }
      return (Array(new.keys) + vanished).map { group in
        let total = new[group] ?? .zero
        return StatisticDifference(group: group, total: total, difference: total - (old[group] ?? .zero))
      }
      .sorted(by: StatisticDifference.comesFirst)
    }
  }

  private func totals(
    by grouping: StatisticGrouping, cumulative: Bool, of count: KeyPath<AllocationSite, BlockTotal>
  ) -> [StatisticGroup: BlockTotal] {
    if grouping == .type { return snapshot.totalsByType(of: count) }
    var totals = GroupTotals(snapshot: self, grouping: grouping, cumulative: cumulative)
    for site in snapshot.sites where site[keyPath: count].blocks != 0 {
      totals.add(site[keyPath: count], of: site)
    }
    return totals.byGroup
  }
}
