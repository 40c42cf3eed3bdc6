/// The manual page: what the commands' help says, and what surrounds it.

/// - Parameter date: YYYY-MM-DD.
func manualPage(of tool: CommandDescription, date: String) -> String {
  let variables = list(EnvironmentVariable.all, heading: { "Ev \($0.name)" }, text: \.meaning)
  let files = list(manualFiles, heading: { "Pa \(escaped($0.path))" }, text: \.meaning)
  let statuses = list(manualStatuses, heading: { "Li \($0.status)" }, text: \.meaning)
  let sections: [(String, [String])] = [
    ("NAME", [".Nm \(tool.commandName)", ".Nd \(manualSummary)"]),
    ("SYNOPSIS", synopsis(of: tool)),
    ("DESCRIPTION", paragraphs(manualDescription)),
    ("COMMANDS", commands(of: tool)),
    ("ENVIRONMENT", variables),
    ("FILES", files),
    ("EXIT STATUS", statuses + [".Pp"] + paragraphs(manualRunStatus)),
    ("EXAMPLES", examples),
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
    let hasOptions = command.ownArguments.contains { $0.kind != "positional" }
    return [".Nm", ".Cm \(command.commandName)"] + (hasOptions ? [".Op Ar options"] : [])
      + command.shownArguments.filter { $0.kind == "positional" }.map(\.placeholder)
  }
}

/// Each command; then the options that are the same in many, once.
private func commands(of tool: CommandDescription) -> [String] {
  var shared: [CommandDescription.Argument] = []
  let options = tool.shownSubcommands.flatMap(\.ownArguments).filter { $0.kind != "positional" }
  for option in options where !shared.contains(option) && options.count(where: { $0 == option }) > 2 {
    shared.append(option)
  }
  return tool.shownSubcommands.flatMap { section($0, apartFrom: shared) }
    + (shared.isEmpty ? [] : [".Ss Options of several commands"] + list(shared, heading: \.heading, text: \.meaning))
}

/// One command: what it is for, its arguments and options.
private func section(_ command: CommandDescription, apartFrom shared: [CommandDescription.Argument]) -> [String] {
  // That list is a section of its own.
  let discussion = command.discussion == EnvironmentTopic.text ? nil : command.discussion
  let text = [command.abstract, discussion].compactMap(\.self).joined(separator: "\n\n")
  let own = command.ownArguments.filter { !shared.contains($0) && ($0.kind != "positional" || $0.abstract != nil) }
  let others = command.ownArguments.filter { shared.contains($0) }.map(\.longName).joined(separator: ", ")
  return [".Ss mprof \(command.commandName)"] + paragraphs(text)
    + (own.isEmpty ? [] : list(own, heading: \.heading, text: \.meaning))
    + (others.isEmpty ? [] : [".Pp", "Also, see below:"] + sentences(others + "."))
}

private var examples: [String] {
  manualExamples.reduce(into: []) { lines, example in
    lines += (lines.isEmpty ? [] : [".Pp"]) + paragraphs(example.does) + literal(example.commands)
  }
}

extension CommandDescription {
  /// Without the option for help, which every command has.
  fileprivate var ownArguments: [Argument] {
    shownArguments.filter { !($0.names?.contains { $0.name == "help" } ?? false) }
  }
}

extension CommandDescription.Argument {
  /// `--at`
  fileprivate var longName: String { "--" + (names?.first { $0.kind == "long" }?.name ?? "") }

  /// As it stands in a synopsis.
  fileprivate var placeholder: String {
    let value = "Ar \\&\(escaped(valueName ?? ""))" + (isRepeating ? " ..." : "")
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
