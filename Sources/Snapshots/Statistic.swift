/// What was allocated in one group of a snapshot. Prints exactly as tracemalloc's:
/// `Catalog.swift:12: size=66 B, count=1, average=66 B`.
public struct Statistic: Hashable, Sendable {
  /// The line, file, function, traceback or type.
  public var group: StatisticGroup
  /// Its blocks and their requested bytes.
  public var total: BlockTotal

  /// A group's blocks.
  public init(group: StatisticGroup, total: BlockTotal) {
    self.group = group
    self.total = total
  }

  /// Requested bytes of the group.
  public var bytes: Int { total.bytes }
  /// Number of blocks of the group.
  public var blocks: Int { total.blocks }

  /// The order of reports: bytes, blocks, group, all descending.
  static func comesFirst(_ left: Statistic, _ right: Statistic) -> Bool {
    (left.bytes, left.blocks, left.group) > (right.bytes, right.blocks, right.group)
  }
}

extension Statistic: CustomStringConvertible {
  /// tracemalloc's line: place, size, count, average.
  public var description: String {
    "\(group): size=\(sizeText(Double(bytes))), count=\(blocks)" + averageText(of: total)
  }
}

/// `, average=33 B`; nothing for no blocks.
func averageText(of total: BlockTotal) -> String {
  total.blocks == 0 ? "" : ", average=" + sizeText(Double(total.bytes) / Double(total.blocks))
}
