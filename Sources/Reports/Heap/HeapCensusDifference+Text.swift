import Snapshots

/// The difference in the shape of Pympler's `summary.print_`, to the character.

extension HeapCensusDifference {
  /// Longer names stick out and do not widen their column.
  private static let widestName = 60

  /// Pympler's table: numbers are changes, sizes have Pympler's units (a decrease is in bytes there, however large). Ends without
  /// a newline.
  ///
  ///              types |   # objects |   total size
  ///     ============== | =========== | ============
  ///       Catalog.Item |          50 |      2.73 KB
  ///      Array<String> |          -1 |    -48     B
  ///
  /// - Parameter limit: how many types, Pympler shows 15; a line under the table sums up the others. nil for all.
  public func rendered(limit: Int? = nil) -> String {
    let shown = rows.prefix(max(0, limit ?? rows.count))
    let cells = shown.map { row in
      [row.type.printable, String(row.difference.blocks), pymplerSize(row.difference.bytes)]
    }
    let left = rows[shown.endIndex...]
    let size = sizeText(Double(left.difference.bytes), signed: true)
    let more = "and \(left.count.grouped) more \(left.count == 1 ? "type" : "types"): \(size) in \(left.blocksText)"
    return (table([["types", "# objects", "total size"]] + cells) + (left.isEmpty ? [] : [more])).text
  }

  private func table(_ rows: [[String]]) -> [String] {
    let widths = rows[0].indices.map { column in
      2 + rows.reduce(0) { $1[column].count > Self.widestName ? $0 : max($0, $1[column].count) }
    }
    let lines = rows.map { cells in
      zip(cells, widths).map { $0.alignedRight($1) }.joined(separator: " | ")
    }
    let rule = widths.map { String(repeating: "=", count: $0) }.joined(separator: " | ")
    return [lines[0], rule] + lines.dropFirst()
  }
}

extension HeapCensusDifference: CustomStringConvertible {
  /// All types that changed.
  public var description: String { rendered() }
}

extension ArraySlice<HeapCensusDifference.Row> {
  fileprivate var blocksText: String { "\(difference.blocks < 0 ? "" : "+")\(difference.blocks) blocks" }
}

/// `   2.73 KB`, ` -48     B`: Pympler's `stringutils.pp`, which divides by 1024 while there is more than that of a unit.
private func pymplerSize(_ bytes: Int) -> String {
  var (unit, most) = (0, 1024)
  while bytes > most && unit < 4 { (unit, most) = (unit + 1, most * 1024) }
  let size =
    unit == 0
    ? String(bytes).alignedRight(4) + "    " : bytes.decimal(dividedBy: UInt(most / 1024), precision: 2).alignedRight(7)
  return size + " " + ["B", "KB", "MB", "GB", "TB"][unit]
}
