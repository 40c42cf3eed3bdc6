/// The command-line tool. It reads what the library recorded and never imports it: what it prints is made in `Reports`.
import ArgumentParser

@main
struct Mprof: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mprof", abstract: "Where the memory of a program goes.",
    discussion: """
      Begin with `mprof run PROGRAM`, then `mprof summary FILE` or `mprof flamegraph FILE`.
      """,
    groupedSubcommands: [
      CommandGroup(name: "Recording", subcommands: [Run.self, ListRecordings.self, Remove.self, Clean.self]),
      CommandGroup(
        name: "Reading",
        subcommands: [
          Summary.self, Table.self, Stats.self, Tree.self, Annotate.self, Leaks.self, Diff.self, Export.self,
        ]),
      CommandGroup(name: "Looking", subcommands: [Flamegraph.self, Plot.self, Live.self, Peak.self]),
      CommandGroup(name: "Help", subcommands: [EnvironmentTopic.self, ManualCommand.self, Completions.self]),
    ])

  /// Not the parser's own, which every subcommand would have, too.
  @Flag(help: "Print the version.")
  var version = false

  func run() throws {
    guard version else { throw CleanExit.helpRequest(self) }
    print("mprof 0.1.0")
  }

  /// Ends with status 0; 2 for a wrong command line; 1 for anything else that failed.
  static func main() {
    do {
      let arguments = Array(CommandLine.arguments.dropFirst())
      try HelpTopic.check(arguments)
      var command = try parseAsRoot(shieldingProgram(shieldingNegativeIndices(arguments)))
      try command.run()
    } catch {
      end(with: error)
    }
  }

  /// What people asked for, such as help, goes to standard output; errors are one line on standard error.
  private static func end(with error: any Error) -> Never {
    switch exitCode(for: error) {
    case .success: exit(withError: error)
    case .validationFailure: endProcess(status: 2, oneLine(message(for: error)))
    default: endProcess(status: 1, oneLine(message(for: error)))
    }
  }

  /// The parser lists many values one below the other.
  static func oneLine(_ message: String) -> String {
    let lines = message.split(separator: "\n").map { $0.drop { $0 == " " } }
    return lines.enumerated().reduce("") { text, line in
      guard line.element.hasPrefix("- ") else { return text.isEmpty ? String(line.element) : "\(text) \(line.element)" }
      return text + (text.hasSuffix(":") ? " " : ", ") + line.element.dropFirst(2)
    }
  }
}
