import ArgumentParser

/// Our commands as ArgumentParser describes them.
#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

struct CommandDescription: Decodable {
  struct Argument: Decodable, Equatable {
    struct Name: Decodable, Equatable {
      /// `long`, `short` or `longWithSingleDash`.
      var kind: String
      var name: String
    }
    /// `positional`, `option` or `flag`.
    var kind: String
    var shouldDisplay: Bool
    var isOptional: Bool
    var isRepeating: Bool
    var names: [Name]?
    var valueName: String?
    var defaultValue: String?
    var allValues: [String]?
    var abstract: String?
    var discussion: String?
  }
  var commandName: String
  var shouldDisplay: Bool
  var abstract: String?
  var discussion: String?
  var subcommands: [CommandDescription]?
  var arguments: [Argument]?

  init(of command: ParsableCommand.Type) throws {
    struct Tool: Decodable { var command: CommandDescription }
    self = try JSONDecoder().decode(Tool.self, from: Data(command._dumpHelp().utf8)).command
  }

  var shownSubcommands: [CommandDescription] { subcommands?.filter(\.shouldDisplay) ?? [] }
  var shownArguments: [Argument] { arguments?.filter(\.shouldDisplay) ?? [] }
}
