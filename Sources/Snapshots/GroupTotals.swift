/// Adds up the sites of a snapshot by group. Each address's groups are looked up once and are numbers from then on:
/// a large snapshot repeats few addresses in many tracebacks.
struct GroupTotals {
  private let snapshot: SymbolizedSnapshot
  private let grouping: StatisticGrouping
  private let cumulative: Bool

  /// Group number → total.
  private var totals: [BlockTotal] = []
  /// Group number → the last site that was added to it; sites count from 1, 0 is none.
  private var lastSite: [Int] = []
  private var numbers: [StatisticGroup: Int] = [:]
  /// The numbers of an address's frames, innermost first, those of equal groups repeated.
  private var numbersOfAddress: [CodeAddress: [Int]] = [:]
  private var siteCount = 0

  init(snapshot: SymbolizedSnapshot, grouping: StatisticGrouping, cumulative: Bool) {
    self.snapshot = snapshot
    self.grouping = grouping
    self.cumulative = cumulative
  }

  /// What was added so far. Groups that only have a number, because an address leads to them from which another was
  /// counted, are not in it.
  var byGroup: [StatisticGroup: BlockTotal] { numbers.filter { lastSite[$0.value] > 0 }.mapValues { totals[$0] } }

  /// Adds the site's blocks to its group, or, when cumulative, once to each of its groups.
  mutating func add(_ total: BlockTotal, of site: AllocationSite) {
    siteCount += 1
    if grouping == .traceback {
      addOnce(total, to: number(of: .traceback(snapshot.traceback(of: site))))
      return
    }
    var isUnknown = true
    for address in site.traceback.frames {
      for number in frameNumbers(of: address) {
        addOnce(total, to: number)
        isUnknown = false
        if !cumulative { return }
      }
    }
    if isUnknown {
      addOnce(total, to: number(of: group(of: snapshot.fallback(for: site.traceback)?.frame ?? .unknown)))
    }
  }

  private mutating func addOnce(_ total: BlockTotal, to number: Int) {
    guard lastSite[number] != siteCount else { return }
    lastSite[number] = siteCount
    totals[number] += total
  }

  private mutating func frameNumbers(of address: CodeAddress) -> [Int] {
    if let known = numbersOfAddress[address] { return known }
    let found = (snapshot.names[address]?.frames ?? []).map { number(of: group(of: $0)) }
    numbersOfAddress[address] = found
    return found
  }

  private mutating func number(of group: StatisticGroup) -> Int {
    if let known = numbers[group] { return known }
    numbers[group] = totals.count
    totals.append(.zero)
    lastSite.append(0)
    return totals.count - 1
  }

  private func group(of frame: SourceFrame) -> StatisticGroup {
    switch grouping {
    case .line: .line(file: frame.file, line: frame.line)
    case .file: .file(frame.file)
    case .function: .function(frame.function)
    case .traceback: .traceback(SourceTraceback(frames: [frame]))
    case .type: .type(SourceFrame.unknownName)
    }
  }
}
