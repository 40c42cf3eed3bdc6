/// Aligned columns of text.
package struct TextGrid {
  package enum Alignment: Sendable { case left, right }

  /// Longer cells stick out and do not widen their column.
  private static let mostWidth = 60

  private let alignments: [Alignment]
  private var rows: [[String]] = []
  /// Numbers of rows before which a rule stands.
  private var rules: [Int] = []

  init(_ columns: [(title: String, alignment: Alignment)]) {
    alignments = columns.map(\.alignment)
    append(columns.map(\.title))
  }

  /// Without titles.
  package init(_ alignments: [Alignment]) { self.alignments = alignments }

  package mutating func append(_ cells: [String]) { rows.append(cells.map(\.printable)) }

  mutating func appendRule() { rules.append(rows.count) }

  /// - Parameter width: of a terminal, in characters: longer lines are cut off. nil keeps them whole.
  package func lines(width: Int? = nil) -> [String] {
    let widths = alignments.indices.map { column in
      rows.reduce(0) { width, cells in cells[column].count > Self.mostWidth ? width : max(width, cells[column].count) }
    }
    let lines = rows.map { cells in
      let aligned = cells.indices.map { padded(cells[$0], to: widths[$0], column: $0) }
      return aligned.joined(separator: "  ").withoutTrailingSpaces.cut(to: width)
    }
    // As wide as the titles: the last column has no width of its own.
    let rule = String(repeating: "-", count: lines.first?.count ?? 0)
    return lines.enumerated().flatMap { rules.contains($0.offset) ? [rule, $0.element] : [$0.element] }
  }

  /// Nothing follows the last column.
  private func padded(_ cell: String, to width: Int, column: Int) -> String {
    if alignments[column] == .right { return cell.alignedRight(width) }
    return column == alignments.count - 1 ? cell : cell + String(repeating: " ", count: max(0, width - cell.count))
  }
}

extension String {
  fileprivate var withoutTrailingSpaces: String {
    lastIndex { $0 != " " }.map { String(self[...$0]) } ?? ""
  }

  /// At most so many characters, the last one an ellipsis where there were more.
  package func cut(to width: Int?) -> String {
    guard let width, width > 0, count > width else { return self }
    return prefix(width - 1) + "…"
  }

  /// Without control characters: what a file says must not move a terminal's cursor.
  package var printable: String {
    guard unicodeScalars.contains(where: { $0.isControl }) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case _ where scalar.isControl: text += "?"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool { value < 0x20 || (0x7F..<0xA0).contains(value) }
}
