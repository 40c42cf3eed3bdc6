import Snapshots

/// The live blocks of a moment by type.
public struct HeapCensus: Hashable, Sendable {
  /// The blocks of one type.
  public struct Row: Hashable, Sendable {
    /// "Swift._DictionaryStorage<Swift.String, App.Item>", "closure context (App.Item)", "buffer of std::vector<int>".
    public var type: String
    /// Blocks.
    public var count: Int
    /// Requested bytes.
    public var bytes: Int

    /// So many blocks with so many bytes together.
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
  public var total: BlockTotal { rows.total }

  /// A table with a row for each type, numbers first: names of generic types are long, and stand whole. Bytes are requested
  /// bytes; shares are of the bytes.
  /// - Parameter limit: how many types; the others are one row. nil for all.
  public func rendered(limit: Int? = nil) -> String {
    let shown = rows.prefix(max(0, limit ?? rows.count))
    let (left, total) = (rows[shown.endIndex...], self.total)
    var grid = TextGrid([("Bytes", .right), ("Share", .right), ("Objects", .right), ("Type", .left)])
    func append(_ row: BlockTotal, _ name: String) {
      grid.append([sizeText(row.bytes), shareText(row.bytes, of: total.bytes), row.blocks.grouped, name])
    }
    for row in shown { append(row.total, row.type) }
    if !left.isEmpty { append(left.total, "and \(left.count.grouped) more \(left.count == 1 ? "type" : "types")") }
    grid.appendRule()
    append(total, "in all, of \(rows.count.grouped) \(rows.count == 1 ? "type" : "types")")
    return grid.lines().text
  }
}

extension HeapCensus: CustomStringConvertible {
  /// All types.
  public var description: String { rendered() }
}

extension HeapCensus.Row {
  var total: BlockTotal { BlockTotal(blocks: count, bytes: bytes) }
}

extension Sequence<HeapCensus.Row> {
  var total: BlockTotal { reduce(.zero) { $0 + $1.total } }
}
