import ArgumentParser
import Snapshots

/// Which places to look at, the same for every command that reads.
struct FilterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only what was allocated at such a place: file:GLOB, function:GLOB or module:GLOB (the loaded image).",
      discussion: """
        The innermost function with a line is looked at; any-file:, any-function: and any-module: look at all callers, too. \
        Globs have *, ? and [a-z]; a file or module may be given by its last components. May be repeated: one has to match.
        """,
      valueName: "kind:glob"),
    transform: PlaceFilter.init)
  var only: [PlaceFilter] = []

  @Option(
    help: ArgumentHelp("Leave out what was allocated at such a place. May be repeated.", valueName: "kind:glob"),
    transform: PlaceFilter.init)
  var without: [PlaceFilter] = []

  var isEmpty: Bool { only.isEmpty && without.isEmpty }

  var filters: [Filter] { only.flatMap { $0.filters(include: true) } + without.flatMap { $0.filters(include: false) } }
}

/// `function:load*`, `any-module:libsqlite3*`.
struct PlaceFilter: Hashable, Sendable {
  enum Kind: String, CaseIterable {
    case file, function, module
  }

  let kind: Kind
  let allFrames: Bool
  let glob: String

  private static let prefix = "any-"

  init(_ text: String) throws {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let allFrames = parts[0].hasPrefix(Self.prefix)
    guard parts.count == 2, !parts[1].isEmpty,
      let kind = Kind(rawValue: String(allFrames ? parts[0].dropFirst(Self.prefix.count) : parts[0]))
    else {
      throw ValidationError(
        "\(text) is not a place: write file:GLOB, function:GLOB or module:GLOB, or any-file:GLOB and so on for all callers"
      )
    }
    (self.kind, self.allFrames, glob) = (kind, allFrames, String(parts[1]))
  }

  /// A path may be given by its last components: then a second filter stands for the folders before them.
  func filters(include: Bool) -> [Filter] {
    let make = include ? Filter.include : Filter.exclude
    if kind == .function { return [make(nil, nil, glob, nil, allFrames)] }
    let globs = glob.hasPrefix("/") || glob.hasPrefix("*") ? [glob] : [glob, "*/" + glob]
    return globs.map { kind == .file ? make($0, nil, nil, nil, allFrames) : make(nil, nil, nil, $0, allFrames) }
  }
}
