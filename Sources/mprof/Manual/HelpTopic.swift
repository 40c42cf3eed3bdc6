import ArgumentParser

/// `mprof help NAME`: ArgumentParser answers with the help of a command, and for any other name with that of mprof.
enum HelpTopic {
  /// Refuses commands that there are not, as what is to be run or explained.
  static func check(_ arguments: [String]) throws {
    let asked = arguments.first == "help" ? arguments.dropFirst().first { !$0.hasPrefix("-") } : arguments.first
    guard let name = asked, !name.hasPrefix("-") else { return }
    let names = Mprof.configuration.subcommands.map { $0._commandName } + ["help"]
    if !names.contains(name) { throw ValidationError("mprof has no command \(name): `mprof help` lists them") }
  }
}
