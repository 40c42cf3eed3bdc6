/// The line table as text.

extension LineTable {
  /// The printed table. `.classic` is memory_profiler's layout byte for byte; every other set of columns starts as
  /// that does and goes on with exact bytes, a total and aligned columns whatever the figures.
  ///
  /// A cell is empty where nothing was measured. Notes stand below the table in both layouts: a loss is never
  /// hidden. Two newlines end the table.
  /// - Parameter precision: digits after the point of MiB figures; less than 0 is taken as 0.
  public func rendered(columns: TableColumns = .standard, precision: Int = 1) -> String {
    let lines = columns == .classic ? classicLines(max(0, precision)) : alignedLines(columns, max(0, precision))
    let noteLines = notes.isEmpty ? [] : [""] + notes.map { "Note: " + $0 }
    return (lines + noteLines).map { $0 + "\n" }.joined() + "\n\n"
  }

  /// memory_profiler 0.61, `show_results`: `{0:>6} {1:>12} {2:>12}  {3:>10}   {4:<}`, in which the header's
  /// `Occurrences` is one wider than its column and figures are padded to `precision` + 4 before they are aligned.
  private func classicLines(_ precision: Int) -> [String] {
    let header = "Line #    Mem usage    Increment  Occurrences   Line Contents"
    func mebibytes(_ bytes: Int?) -> String {
      guard let bytes else { return "".alignedRight(12) }
      return (bytes.decimal(dividedBy: 1 << 20, precision: precision).alignedRight(precision + 4) + " MiB")
        .alignedRight(12)
    }
    let body = rows.map { row in
      let occurrences = row.cost?.occurrences.map { String($0) } ?? ""
      return row.lineCell.alignedRight(6) + " " + mebibytes(row.cost?.residentAfter) + " "
        + mebibytes(row.cost?.residentIncrement) + "  " + occurrences.alignedRight(10) + "   " + row.text
    }
    return ["Filename: " + file, "", header, String(repeating: "=", count: header.count)] + body
  }

  private func alignedLines(_ columns: TableColumns, _ precision: Int) -> [String] {
    let columns = TableColumn.all.filter { columns.contains($0.option) }
    var grid = [["Line #"] + columns.map(\.title)]
    grid += rows.map { row in [row.lineCell] + columns.map { $0.cell(row.cost, precision) } }
    if let total { grid.append(["Total"] + columns.map { $0.cell(total, precision) }) }

    let minimumWidths = [6] + columns.map(\.minimumWidth)
    let widths = minimumWidths.indices.map { column in
      grid.reduce(minimumWidths[column]) { max($0, $1[column].count) }
    }
    var lines = grid.map { cells in
      zip(cells, widths).map { cell, width in cell.alignedRight(width) }.joined(separator: " ")
    }
    lines[0] += "   Line Contents"
    let ruleLength = lines[0].count
    for (index, row) in rows.enumerated() { lines[index + 1] += "   " + row.text }
    lines.insert(String(repeating: "=", count: ruleLength), at: 1)
    if total != nil { lines.insert(String(repeating: "-", count: ruleLength), at: lines.count - 1) }
    return heading + lines
  }

  private var heading: [String] {
    ["Filename: " + file] + (name.map { [kind.rawValue + ": " + $0] } ?? []) + [""]
  }
}

extension LineTable.Row {
  fileprivate var lineCell: String { line.map { String($0) } ?? "?" }
}
