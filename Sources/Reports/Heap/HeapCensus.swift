import Snapshots

/// The live blocks of a moment by type.
public struct HeapCensus: Hashable, Sendable {
  public struct Row: Hashable, Sendable {
    /// "Swift._DictionaryStorage<Swift.String, App.Item>", "closure context (App.Item)", "buffer of std::vector<int>".
    public var type: String
    public var count: Int
    /// Requested bytes.
    public var bytes: Int

    public init(type: String, count: Int, bytes: Int) {
      self.type = type
      self.count = count
      self.bytes = bytes
    }
  }

  /// The most bytes first, then by name; each type once.
  public var rows: [Row]

  /// Adds up rows of the same type and sorts them.
  public init(rows: [Row]) {
    var sums: [String: Row] = [:]
    for row in rows {
      sums[row.type, default: Row(type: row.type, count: 0, bytes: 0)].count += row.count
      sums[row.type]?.bytes += row.bytes
    }
    self.rows = sums.values.sorted { ($1.bytes, $0.type) < ($0.bytes, $1.type) }
  }

  /// All rows together.
  public var total: BlockTotal {
    rows.reduce(.zero) { $0 + BlockTotal(blocks: $1.count, bytes: $1.bytes) }
  }
}
