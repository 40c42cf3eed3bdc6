/// How one group changed between two snapshots. Prints exactly as tracemalloc's:
/// `Catalog.swift:12: size=5002 B (+5000 B), count=2 (+1), average=2501 B`.
public struct StatisticDifference: Hashable, Sendable {
  /// The line, file, function, traceback or type.
  public var group: StatisticGroup
  /// The later snapshot's blocks; zero for a group that vanished.
  public var total: BlockTotal
  /// Later minus earlier.
  public var difference: BlockTotal

  /// A group's blocks now, and how many more these are than before.
  public init(group: StatisticGroup, total: BlockTotal, difference: BlockTotal) {
    self.group = group
    self.total = total
    self.difference = difference
  }

  /// Requested bytes in the later snapshot.
  public var bytes: Int { total.bytes }
  /// Bytes later minus bytes earlier.
  public var bytesDifference: Int { difference.bytes }
  /// Number of blocks in the later snapshot.
  public var blocks: Int { total.blocks }
  /// Blocks later minus blocks earlier.
  public var blocksDifference: Int { difference.blocks }

  /// The order of reports: |bytes difference|, bytes, |blocks difference|, blocks, group, all descending.
  package static func comesFirst(_ left: StatisticDifference, _ right: StatisticDifference) -> Bool {
    left.sortKey > right.sortKey
  }

  private var sortKey: (UInt, Int, UInt, Int, StatisticGroup) {
    (difference.bytes.magnitude, bytes, difference.blocks.magnitude, blocks, group)
  }
}

extension StatisticDifference: CustomStringConvertible {
  /// tracemalloc's line: place, size and count with their differences, average.
  public var description: String {
    let size = "\(sizeText(Double(bytes))) (\(sizeText(Double(bytesDifference), signed: true)))"
    let count = "\(blocks) (\(blocksDifference < 0 ? "" : "+")\(blocksDifference))"
    return "\(group): size=\(size), count=\(count)" + averageText(of: total)
  }
}
