/// The manual page in mdoc, the language of manuals that groff and mandoc read.

/// - Parameter date: YYYY-MM-DD.
func manualPage(of tool: CommandDescription, date: String) -> String {
  let sections = [
    ("NAME", [".Nm \(tool.commandName)", ".Nd \(manualSummary)"]),
    ("SYNOPSIS", synopsis(of: tool)),
    ("DESCRIPTION", paragraphs(manualDescription)),
    ("COMMANDS", tool.shownSubcommands.flatMap(section)),
    ("ENVIRONMENT", list(EnvironmentVariable.all.map { (".It Ev \($0.name)", paragraphs($0.meaning)) })),
    ("FILES", list(manualFiles.map { (".It Pa \(escaped($0.path))", paragraphs($0.meaning)) })),
    (
      "EXIT STATUS",
      list(manualStatuses.map { (".It Li \($0.status)", paragraphs($0.meaning)) }) + [".Pp"]
        + paragraphs(manualRunStatus)
    ),
    ("EXAMPLES", manualExamples.flatMap { paragraphs($0.does) + literal($0.commands) + [".Pp"] }.dropLast()),
    ("SEE ALSO", [".Xr malloc 3 ,", ".Xr ld.so 8"]),
  ]
  let head = [".Dd \(monthFirst(date))", ".Dt MPROF 1", ".Os Linux"]
  return (head + sections.flatMap { [".Sh \($0.0)"] + $0.1 }).map { $0 + "\n" }.joined()
}

/// What `.Dd` wants.
private func monthFirst(_ date: String) -> String {
  let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  let numbers = date.split(separator: "-").compactMap { Int($0) }
  guard numbers.count == 3, months.indices.contains(numbers[1] - 1) else { return date }
  return "\(months[numbers[1] - 1]) \(numbers[2]), \(numbers[0])"
}

private func synopsis(of tool: CommandDescription) -> [String] {
  tool.shownSubcommands.flatMap { command -> [String] in
    let hasOptions = command.shownArguments.contains { $0.kind != "positional" && !$0.isHelp }
    return [".Nm", ".Cm \(command.commandName)"] + (hasOptions ? [".Op Ar options"] : [])
      + command.shownArguments.filter { $0.kind == "positional" }.map(\.placeholder)
  }
}

/// One command: what it is for, its arguments and options.
private func section(_ command: CommandDescription) -> [String] {
  let arguments = command.shownArguments.filter { !$0.isHelp && ($0.kind != "positional" || $0.abstract != nil) }
  let items = arguments.map { (".It \($0.heading)", paragraphs($0.meaning)) }
  // That list is a section of its own.
  let discussion = command.discussion == EnvironmentTopic.text ? nil : command.discussion
  let text = [command.abstract, discussion].compactMap(\.self).joined(separator: "\n\n")
  return [".Ss mprof \(command.commandName)"] + paragraphs(text) + (items.isEmpty ? [] : list(items))
}

private func list(_ items: [(heading: String, text: [String])]) -> [String] {
  [".Bl -tag -width Ds"] + items.flatMap { [$0.heading] + $0.text } + [".El"]
}

private func literal(_ lines: [String]) -> [String] {
  [".Bd -literal -offset indent"] + lines.map(escaped) + [".Ed"]
}

/// Text as people write help: an empty line ends a paragraph; one with lines that are indented or hold columns stays as it
/// is.
private func paragraphs(_ text: String) -> [String] {
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
private func sentences(_ text: String) -> [String] {
  var (lines, sentence) = ([String](), "")
  for word in text.split(separator: " ") {
    if let end = sentence.last, ".?!".contains(end), word.first?.isUppercase ?? false {
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

private func escaped(_ text: String) -> String { protected(text.map(escaped).joined()) }

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

extension CommandDescription.Argument {
  fileprivate var isHelp: Bool { names?.contains { $0.name == "help" } ?? false }

  /// As it stands in a synopsis.
  fileprivate var placeholder: String {
    let value = "Ar \\&\(escaped(valueName ?? "")) \(isRepeating ? "..." : "")".trimmed
    return isOptional ? ".Op \(value)" : ".\(value)"
  }

  /// `Fl o , Fl -output Ar output`
  fileprivate var heading: String {
    guard kind != "positional" else { return String(placeholder.dropFirst()) }
    let flags = (names ?? []).sorted { $0.kind == "short" && $1.kind != "short" }
      .map { "Fl \($0.kind == "long" ? "\\-" : "")\(escaped($0.name))" }.joined(separator: " , ")
    return kind == "option" ? "\(flags) Ar \\&\(escaped(valueName ?? ""))" : flags
  }

  fileprivate var meaning: String {
    let isTold = allValues?.allSatisfy { abstract?.contains($0) ?? false } ?? true
    let values = isTold ? nil : allValues.map { "One of \($0.joined(separator: ", "))." }
    let standard = defaultValue.map { "Without the option: \($0)." }
    let text = [abstract, values, standard].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " ")
    return discussion.map { text + "\n\n" + $0 } ?? text
  }
}

extension String {
  fileprivate var trimmed: String { String(reversed().drop { $0 == " " }.reversed()) }
}

extension Array {
  /// The first with the others added one after the other; there is one.
  fileprivate func reduce(_ add: (Element, Element) -> Element) -> Element { dropFirst().reduce(self[0], add) }
}
