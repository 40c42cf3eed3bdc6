import Snapshots

/// What changed from one census to another, by type. Prints as Pympler's `print_diff` does.
public struct HeapCensusDifference: Hashable, Sendable {
  /// A type's blocks at both moments.
  public struct Row: Hashable, Sendable {
    /// As in the censuses.
    public var type: String
    /// Zero for a type that was not there.
    public var earlier: BlockTotal
    /// Zero for a type that is gone.
    public var later: BlockTotal

    /// Requested bytes.
    public init(type: String, earlier: BlockTotal, later: BlockTotal) {
      (self.type, self.earlier, self.later) = (type, earlier, later)
    }

    /// Later less earlier.
    public var difference: BlockTotal { later - earlier }
  }

  /// Types whose blocks or bytes changed: the largest change in bytes first, whether up or down, then in number, then by name.
  public let rows: [Row]

  /// What changed between two moments.
  public init(from earlier: HeapCensus, to later: HeapCensus) {
    var byType: [String: Row] = [:]
    for row in earlier.rows { byType[row.type, default: .none(row.type)].earlier += row.total }
    for row in later.rows { byType[row.type, default: .none(row.type)].later += row.total }
    rows = byType.values.filter { $0.difference != .zero }.sorted { left, right in
      let (one, other) = (left.difference, right.difference)
      return (other.bytes.magnitude, other.blocks.magnitude, left.type)
        < (one.bytes.magnitude, one.blocks.magnitude, right.type)
    }
  }

  /// All rows together.
  public var difference: BlockTotal { rows[...].difference }
}

extension HeapCensus {
  /// What changed since an earlier census.
  public func compared(to earlier: HeapCensus) -> HeapCensusDifference {
    HeapCensusDifference(from: earlier, to: self)
  }
}

extension HeapCensusDifference.Row {
  fileprivate static func none(_ type: String) -> Self { Self(type: type, earlier: .zero, later: .zero) }
}

extension ArraySlice<HeapCensusDifference.Row> {
  var difference: BlockTotal { reduce(.zero) { $0 + $1.difference } }
}
