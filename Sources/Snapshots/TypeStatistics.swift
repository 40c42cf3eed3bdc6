/// Adding up by the types of the blocks, which needs no symbols.

extension Snapshot {
  /// Types are known of live blocks only: of any other count everything is of the unknown type.
  func totalsByType(of count: KeyPath<AllocationSite, BlockTotal>) -> [StatisticGroup: BlockTotal] {
    var known = Array(repeating: BlockTotal.zero, count: types.count)
    var unknown = BlockTotal.zero
    for site in sites {
      unknown += site[keyPath: count]
      guard count == \.live else { continue }
      for part in site.liveByType {
        known[part.type] += part.total
        unknown = unknown - part.total
      }
    }
    // Different types may print alike.
    let named = zip(types, known).map { (StatisticGroup.type($0), $1) }
    let all = named + [(StatisticGroup.type(SourceFrame.unknownName), unknown)]
    return Dictionary(all.filter { $0.1.blocks != 0 }, uniquingKeysWith: +)
  }
}
