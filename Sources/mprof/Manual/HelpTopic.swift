import ArgumentParser

/// `mprof help NAME`: ArgumentParser answers with the help of a command, and for any other name with that of mprof.
enum HelpTopic {
  /// Refuses names that nothing has.
  static func check(_ arguments: [String]) throws {
    guard arguments.first == "help", let name = arguments.dropFirst().first(where: { !$0.hasPrefix("-") }) else {
      return
    }
    let names = Mprof.configuration.subcommands.map { $0._commandName } + ["help"]
    if !names.contains(name) { throw ValidationError("mprof has no command \(name): `mprof help` lists them") }
  }
}
