import Glibc
import Reports

/// Lines on the terminal's screen: each time only those that changed, in one write.
struct ScreenPainter {
  /// Whether colours are wanted: see https://no-color.org.
  static var hasColors: Bool { getenv("NO_COLOR").map { $0.pointee == 0 } ?? true }
  /// Whether the terminal has what a view on the whole screen needs.
  static var hasScreen: Bool {
    let terminal = getenv("TERM").map { String(cString: $0) } ?? ""
    return terminal != "" && terminal != "dumb"
  }

  /// Characters outside ASCII, unless the locale is one without them. No locale at all says nothing about the terminal.
  static var glyphs: Glyphs {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { (name: String) in
      getenv(name).map { String(cString: $0).lowercased() }
    }
    guard let name = names.first(where: { !$0.isEmpty }) else { return .unicode }
    return name.contains("utf-8") || name.contains("utf8") ? .unicode : .ascii
  }

  private let hasColors: Bool
  /// What is on the screen.
  private var shown: [String] = []

  init(hasColors: Bool = Self.hasColors) { self.hasColors = hasColors }

  /// The screen shows something else, or nothing.
  mutating func forget() { shown = [] }

  /// What takes the screen from the last lines to these.
  mutating func update(to lines: [StyledLine], width: Int) -> String {
    let new = lines.map { text(of: $0, width: width) }
    var output = shown.count == new.count ? "" : "\u{1B}[2J"
    for (row, line) in new.enumerated()
    where !shown.indices.contains(row) || shown[row] != line || shown.count != new.count {
      // Cleared first: after a line as wide as the screen the cursor stands on its last cell.
      output += "\u{1B}[\(row + 1);1H\u{1B}[0m\u{1B}[K\(line)"
    }
    shown = new
    return output
  }

  private func text(of line: StyledLine, width: Int) -> String {
    if line.isSelected { return "\u{1B}[0;7m\(line.text)\(spaces(width - line.width))\u{1B}[0m" }
    return line.spans.map { "\u{1B}[0\(code($0.style))m\($0.text)" }.joined() + "\u{1B}[0m"
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

  private func code(_ style: Style) -> String {
    switch style {
    case .plain: ""
    case .strong: ";1"
    case .faint: ";2"
    case .heading: ";2"
    case .graph: hasColors ? ";36" : ""
    case .growth: hasColors ? ";31" : ";1"
    case .shrinkage: hasColors ? ";32" : ""
    case .warning: hasColors ? ";33" : ";1"
    }
  }
}
