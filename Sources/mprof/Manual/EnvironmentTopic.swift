import ArgumentParser

/// `mprof help environment`, and the same as a command.
struct EnvironmentTopic: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "environment", abstract: "List the environment variables that are read.", usage: "",
    discussion: text)

  func run() { print(Self.text) }

  static let text = EnvironmentVariable.all.map { variable in
    ([variable.assignment] + wrapped(variable.meaning, columns: 72).map { "    \($0)" }).joined(separator: "\n")
  }.joined(separator: "\n\n")
}

/// Lines of at most so many characters, but for words that are longer.
func wrapped(_ text: String, columns: Int) -> [String] {
  var lines = [""]
  for word in text.split(whereSeparator: \.isWhitespace) {
    let last = lines[lines.count - 1]
    if last.isEmpty {
      lines[lines.count - 1] = String(word)
    } else if last.count + 1 + word.count <= columns {
      lines[lines.count - 1] += " " + word
    } else {
      lines.append(String(word))
    }
  }
  return lines
}
