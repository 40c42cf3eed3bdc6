// A table as a person sees it: parsed from the text that a program printed.
import Foundation

struct PrintedTable {
  /// "Function: …" or "Profile: …".
  var heading: String
  var file: String
  /// Cells by their column's title; the source line under "text".
  var rows: [[String: String]] = []
  var total: [String: String]?

  private static let titles = ["Line #", "Mem usage", "Increment", "Occurrences", "Traced", "Peak", "Allocs"]

  /// The tables in `output`, in its order.
  static func all(in output: String) -> [PrintedTable] {
    let lines = output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return lines.indices.compactMap { index in
      guard lines[index].hasPrefix("Filename: "), lines.count > index + 4 else { return nil }
      return PrintedTable(lines[index...])
    }
  }

  /// Filename, heading, an empty line, the header and its rule, then the rows.
  private init(_ lines: ArraySlice<String>) {
    let first = lines.startIndex
    file = String(lines[first].dropFirst("Filename: ".count))
    heading = lines[first + 1]
    let header = lines[first + 3]
    let ends = Self.titles.compactMap { title in
      header.range(of: title).map { header.distance(from: header.startIndex, to: $0.upperBound) }
    }
    for line in lines[(first + 5)...].prefix(while: { !$0.isEmpty }) where !line.hasPrefix("-----") {
      let cells = Self.cells(of: line, ends)
      if cells["Line #"] == "Total" { total = cells } else { rows.append(cells) }
    }
  }

  private static func cells(of line: String, _ ends: [Int]) -> [String: String] {
    var cells: [String: String] = [:]
    var from = 0
    for (title, end) in zip(titles, ends) {
      cells[title] = String(line.dropFirst(from).prefix(end - from)).trimmingCharacters(in: .whitespaces)
      from = end
    }
    cells["text"] = String(line.dropFirst(from + 3))
    return cells
  }
}

/// The number in a cell such as `1,000 B` or `-64.00390625 MiB`, in bytes; nil for an empty one.
func number(_ cell: String?) -> Int? {
  guard let words = cell?.split(separator: " "), let digits = words.first?.replacingOccurrences(of: ",", with: "")
  else { return nil }
  return words.last == "MiB" ? Double(digits).map { Int(($0 * 1_048_576).rounded()) } : Int(digits)
}
