/// Text in mdoc, the language of manuals that groff and mandoc read: one string a line.

/// Items with headings, indented below them.
func list<Item>(_ items: [Item], heading: (Item) -> String, text: (Item) -> String) -> [String] {
  [".Bl -tag -width Ds"] + items.flatMap { [".It \(heading($0))"] + paragraphs(text($0)) } + [".El"]
}

/// Lines as they are.
func literal(_ lines: [String]) -> [String] { [".Bd -literal -offset indent"] + lines.map(escaped) + [".Ed"] }

/// Text as people write help: an empty line ends a paragraph; one with lines that are indented or hold columns stays as it
/// is.
func paragraphs(_ text: String) -> [String] {
  text.split(separator: "\n", omittingEmptySubsequences: false).split(separator: "").reduce(into: []) { result, lines in
    let hasColumns = lines.contains { $0.hasPrefix(" ") || $0.contains("  ") }
    if hasColumns {
      result += literal(lines.map(String.init))
      return
    }
    result += (result.isEmpty ? [] : [".Pp"]) + sentences(lines.joined(separator: " "))
  }
}

/// Each sentence begins a line: groff sets the space between them. Commands in backquotes are bold, paths and the like are
/// not hyphenated.
func sentences(_ text: String) -> [String] {
  var (lines, sentence) = ([String](), "")
  for word in text.split(separator: " ") {
    if let end = sentence.last, ".?!".contains(end), word.first(where: \.isLetter)?.isUppercase ?? false {
      lines += wrapped(sentence, columns: 76)
      sentence = ""
    }
    let isWord = !word.contains { "_/=".contains($0) }
    sentence += (sentence.isEmpty ? "" : " ") + (isWord ? "" : "\\%") + word.map(escaped).joined()
  }
  return emphasized(lines + wrapped(sentence, columns: 76)).map(protected)
}

/// Backquotes as the beginning and the end of bold type, which may stand on different lines.
private func emphasized(_ lines: [String]) -> [String] {
  var isBold = false
  return lines.map { line in
    line.split(separator: "\\(ga", omittingEmptySubsequences: false).map(String.init).reduce { whole, part in
      isBold.toggle()
      return whole + (isBold ? "\\fB" : "\\fR") + part
    }
  }
}

func escaped(_ text: String) -> String { protected(text.map(escaped).joined()) }

private func escaped(_ character: Character) -> String {
  switch character {
  case "\\": "\\e"
  // Written as they are typed, not as typographers set them.
  case "-": "\\-"
  case "'": "\\(aq"
  case "`": "\\(ga"
  case "^": "\\(ha"
  case "~": "\\(ti"
  default: String(character)
  }
}

/// A line that begins with one of these would be a request.
private func protected(_ line: String) -> String { line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line }

extension Array {
  /// The first with the others added one after the other; there is one.
  fileprivate func reduce(_ add: (Element, Element) -> Element) -> Element { dropFirst().reduce(self[0], add) }
}
