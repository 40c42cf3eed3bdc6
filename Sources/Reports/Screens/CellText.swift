/// How wide text is on a terminal, and how it is made to fit.

/// What is drawn with characters that not every terminal has.
public enum Glyphs: Hashable, Sendable {
  case unicode, ascii

  var ellipsis: String { self == .unicode ? "…" : "..." }
  var rule: String { self == .unicode ? "─" : "-" }
  var closed: String { self == .unicode ? "▸" : "+" }
  var open: String { self == .unicode ? "▾" : "-" }
  var leaf: String { self == .unicode ? "·" : "." }
  /// Before an only callee.
  var only: String { self == .unicode ? "└" : "`" }
  var descending: String { self == .unicode ? "▼" : "v" }
}

/// The cells that a terminal takes for the text.
func cellCount(_ text: String) -> Int {
  // ASCII, as nearly all is. A line break of two bytes is one character, but never in printable text.
  if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
  return text.reduce(0) { $0 + cells(of: $1) }
}

/// 2 for East Asian wide characters and emoji, 0 for marks that stand on the character before them.
private func cells(of character: Character) -> Int {
  let scalars = character.unicodeScalars
  guard let first = scalars.first, first.value >= 0x300 else { return 1 }
  // An emoji's picture is asked for, or two letters make a flag.
  if scalars.contains("\u{FE0F}") || (0x1F1E6...0x1F1FF).contains(first.value) { return 2 }
  switch first.properties.generalCategory {
  case .nonspacingMark, .enclosingMark: return 0
  default: return wide.contains { $0.contains(first.value) } ? 2 : 1
  }
}

/// Unicode's East Asian Width W and F, in coarse ranges.
private let wide: [ClosedRange<UInt32>] = [
  0x1100...0x115F, 0x231A...0x231B, 0x23E9...0x23EC, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
  0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF,
  0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD,
]

/// With a `?` for each character that is none: controls, which would command the terminal, and what turns the direction.
func printable(_ text: String) -> String {
  if text.utf8.allSatisfy({ 0x20 <= $0 && $0 < 0x7F }) { return text }
  return String(text.map { isPrintable($0) ? $0 : "?" })
}

private func isPrintable(_ character: Character) -> Bool {
  character.unicodeScalars.first.map {
    switch $0.properties.generalCategory {
    case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  } ?? false
}

/// As much of the beginning as fits.
func prefix(of text: String, cells limit: Int) -> String {
  if cellCount(text) <= limit { return text }
  var (result, left) = ("", limit)
  for character in text {
    left -= cells(of: character)
    if left < 0 { break }
    result.append(character)
  }
  return result
}

/// As much of the end as fits.
private func suffix(of text: String, cells limit: Int) -> String {
  var (count, left) = (0, limit)
  for character in text.reversed() {
    left -= cells(of: character)
    if left < 0 { break }
    count += 1
  }
  return String(text.suffix(count))
}

/// A function's name with its middle left out.
func fittedName(_ name: String, _ width: Int, _ glyphs: Glyphs) -> String {
  let name = printable(name)
  if cellCount(name) <= width { return name }
  let room = width - cellCount(glyphs.ellipsis)
  if room < 4 { return prefix(of: name, cells: max(0, width)) }
  return prefix(of: name, cells: room - room / 3) + glyphs.ellipsis + suffix(of: name, cells: room / 3)
}

/// A path with folders left out: the first one and as many of the last as fit. The file's end is kept whatever happens.
func fittedPath(_ path: String, _ width: Int, _ glyphs: Glyphs) -> String {
  let path = printable(path)
  if cellCount(path) <= width { return path }
  let room = width - cellCount(glyphs.ellipsis)
  if room < 4 { return prefix(of: path, cells: max(0, width)) }
  let slashes = path.indices.dropFirst().filter { path[$0] == "/" }
  let head = slashes.first.map { String(path[...$0]) } ?? ""
  for start in [head, ""] {
    if let slash = slashes.first(where: { cellCount(start) + cellCount(String(path[$0...])) <= room }) {
      return start + glyphs.ellipsis + path[slash...]
    }
  }
  return glyphs.ellipsis + suffix(of: path, cells: room)
}
