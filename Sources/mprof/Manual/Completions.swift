import ArgumentParser

/// `mprof completions`: what makes a shell complete our command lines.
struct Completions: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print a script that completes command lines of mprof in a shell.",
    discussion: """
      `make install` puts these scripts where the shells look. By hand: for bash into \
      ~/.local/share/bash-completion/completions/mprof, for zsh into a file _mprof in a folder of fpath, for fish into \
      ~/.config/fish/completions/mprof.fish.
      """)

  @Argument(help: "The shell.")
  var shell: Shell

  func run() { print(shell.script(of: Mprof.self), terminator: "") }
}

enum Shell: String, CaseIterable, ExpressibleByArgument {
  case bash, zsh, fish

  /// ArgumentParser's, but for what only a shell knows, the commands that there are and how they complete their own
  /// arguments; and what `help` takes.
  func script(of command: ParsableCommand.Type) -> String {
    let names = command.configuration.subcommands.map { $0._commandName }
    let script = command.completionScript(for: CompletionShell(rawValue: rawValue)!)
    return edits(subcommands: names).reduce(script.hasSuffix("\n") ? script : script + "\n") { $1.applied(to: $0) }
  }

  /// The generated lines offer files for the program of `mprof run`, and nothing after `mprof help`.
  func edits(subcommands: [String]) -> [ScriptEdit] {
    let spaced = subcommands.joined(separator: " ")
    return switch self {
    case .bash:
      [
        ScriptEdit(
          after: "_mprof_run() {", replace: "__mprof_add_completions -f",
          with: "((positional_number > 1)) || __mprof_add_completions -c\n        __mprof_add_completions -f"),
        ScriptEdit(
          after: "_mprof_help() {", replace: "    :\n",
          with: "    COMPREPLY+=($(compgen -W '\(spaced)' -- \"${cur}\"))\n"),
        // Where nothing is offered, such as a snapshot of any name, files are.
        ScriptEdit(after: "_mprof", replace: "complete -o filenames -F", with: "complete -o filenames -o default -F"),
      ]
    case .zsh:
      [
        ScriptEdit(after: "_mprof_run() {", replace: "'*:command:_files'", with: "'*:::command:_normal'"),
        ScriptEdit(after: "_mprof_help() {", replace: "'*:subcommands:'", with: "'*:subcommands:(\(spaced))'"),
      ]
    case .fish:
      [
        ScriptEdit(
          after: "_for_positional \"mprof run\"", replace: " -F\n",
          with: """
             -fa '(__fish_complete_subcommand --fcs-skip=2)'
            complete -c 'mprof' -n '__mprof_should_offer_completions_for_positional "mprof help" -eq 1' -fa '\(spaced)'

            """)
      ]
    }
  }
}

/// The first occurrence after a place, replaced.
struct ScriptEdit {
  let after: String
  let replace: String
  let with: String

  /// The text as it is where there is no such place.
  func applied(to text: String) -> String {
    guard let place = text.firstRange(of: after),
      let found = text[place.upperBound...].firstRange(of: replace)
    else { return text }
    return text.replacingCharacters(in: found, with: with)
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<Index>, with other: String) -> String {
    self[..<range.lowerBound] + other + self[range.upperBound...]
  }
}
