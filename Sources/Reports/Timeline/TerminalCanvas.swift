/// A picture of characters: each cell holds eight dots, two across and four down (braille, U+2800), or a character, in one
/// colour.
struct TerminalCanvas {
  let columns: Int
  let rows: Int
  private var dots: [UInt8]
  private var characters: [Character?]
  private var colors: [PlotColor?]

  init(columns: Int, rows: Int) {
    (self.columns, self.rows) = (columns, rows)
    dots = Array(repeating: 0, count: columns * rows)
    characters = Array(repeating: nil, count: columns * rows)
    colors = Array(repeating: nil, count: columns * rows)
  }

  /// Bits of U+2800 by row and column of the dot in its cell.
  private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  /// A dot by its place from the left and from the top; outside nothing is painted. The last colour of a cell wins.
  mutating func paint(_ x: Int, _ y: Int, _ color: PlotColor) {
    guard (0..<2 * columns).contains(x), (0..<4 * rows).contains(y) else { return }
    let cell = y / 4 * columns + x / 2
    dots[cell] |= Self.bits[y % 4][x % 2]
    colors[cell] = color
  }

  /// All dots between two, both included.
  mutating func paintLine(from start: (x: Int, y: Int), to end: (x: Int, y: Int), _ color: PlotColor) {
    let steps = max(abs(end.x - start.x), abs(end.y - start.y))
    for step in 0...steps {
      let share = steps == 0 ? 0 : Double(step) / Double(steps)
      paint(
        start.x + Int((share * Double(end.x - start.x)).rounded()),
        start.y + Int((share * Double(end.y - start.y)).rounded()),
        color)
    }
  }

  /// Characters instead of dots, from a cell on.
  mutating func write(_ text: String, column: Int, row: Int, _ color: PlotColor) {
    for (offset, character) in text.enumerated()
    where (0..<columns).contains(column + offset) && (0..<rows).contains(row) {
      characters[row * columns + column + offset] = character
      colors[row * columns + column + offset] = color
    }
  }

  /// One row, without the blanks at its end.
  func text(ofRow row: Int, _ style: TerminalStyle) -> String {
    var (text, run, color) = ("", "", PlotColor?.none)
    let cells = row * columns..<(row + 1) * columns
    let end = cells.last { dots[$0] != 0 || characters[$0] != nil } ?? cells.lowerBound - 1
    for cell in cells.prefix(while: { $0 <= end }) {
      let isBlank = dots[cell] == 0 && characters[cell] == nil
      if !isBlank && colors[cell] != color {
        text += style.text(run, color)
        (run, color) = ("", colors[cell])
      }
      run.append(characters[cell] ?? (isBlank ? " " : Character(Unicode.Scalar(0x2800 + UInt32(dots[cell]))!)))
    }
    return text + style.text(run, color)
  }
}

/// How a terminal is told of colours.
struct TerminalStyle {
  let hasColors: Bool

  func text(_ text: String, _ color: PlotColor?, isBold: Bool = false) -> String {
    guard hasColors, !text.isEmpty, color != nil || isBold else { return text }
    let codes = (isBold ? ["1"] : []) + (color.map { $0 == .text ? [] : ["38;5;\($0.terminal)"] } ?? [])
    return codes.isEmpty ? text : "\u{1B}[\(codes.joined(separator: ";"))m\(text)\u{1B}[0m"
  }
}
