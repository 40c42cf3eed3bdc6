/// A line of a screen: text in cells, each part with its meaning, which the terminal gives a look.

/// What a piece of text means.
public enum Style: Hashable, Sendable {
  case plain
  /// What the eye should find first.
  case strong
  /// What is there when it is looked for.
  case faint
  case heading
  case graph
  /// More memory than before.
  case growth
  /// Less memory than before.
  case shrinkage
  case warning
}

public struct StyledLine: Hashable, Sendable {
  /// Text of one style.
  public struct Span: Hashable, Sendable {
    public var text: String
    public var style: Style
  }

  /// From left to right. Nothing in them moves the cursor.
  public private(set) var spans: [Span] = []
  /// Where the cursor is; the whole line is shown so.
  public var isSelected = false

  /// Nothing yet.
  public init() {}

  /// One piece of text.
  public init(_ text: String, _ style: Style = .plain) { add(text, style) }

  /// The text without styles.
  public var text: String { spans.map(\.text).joined() }

  /// How many cells of the terminal it takes.
  public var width: Int { spans.reduce(0) { $0 + cellCount($1.text) } }

  /// Adds text at the right end. Names come from files that nobody vouches for: what would move the cursor becomes a `?`.
  public mutating func add(_ text: String, _ style: Style = .plain) {
    if !text.isEmpty { spans.append(Span(text: printable(text), style: style)) }
  }

  /// Adds another line's text.
  public mutating func add(_ line: StyledLine) { spans += line.spans }

  /// Adds text that ends in the given column, or stands there whole when it is wider.
  mutating func addRight(_ text: String, _ cells: Int, _ style: Style = .plain) {
    add(spaces(cells - cellCount(text)))
    add(text, style)
  }

  /// Adds blanks up to the column.
  mutating func pad(to column: Int) { add(spaces(column - width)) }

  /// Cut off where it is wider than so many cells.
  func clipped(to cells: Int) -> StyledLine {
    var result = StyledLine()
    result.isSelected = isSelected
    var left = cells
    for span in spans where left > 0 {
      let text = prefix(of: span.text, cells: left)
      result.add(text, span.style)
      left = text.utf8.count == span.text.utf8.count ? left - cellCount(text) : 0
    }
    return result
  }
}

/// None for a negative number.
func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

/// Lines for a screen of that size: cut off, and blank ones below.
func screen(_ lines: [StyledLine], width: Int, height: Int) -> [StyledLine] {
  let shown = lines.prefix(height).map { $0.clipped(to: width) }
  return shown + Array(repeating: StyledLine(), count: max(0, height - shown.count))
}
