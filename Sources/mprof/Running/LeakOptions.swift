import ArgumentParser
import Glibc
import Reports

/// What `mprof leaks --heap` takes beyond other commands.
struct LeakOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "With --heap: leaks not to be reported: type:GLOB, module:GLOB or function:GLOB.",
      discussion: """
        A type is one of the objects that are shown (type:App.Cache*); a module is that of such a type (module:App), or a loaded file whose \
        code allocated the first of them, itself or through others (module:*/libfoo.so*); a function allocated it in the same way. \
        What is suppressed is counted. May be repeated.
        """,
      valueName: "kind:glob"))
  var suppress: [String] = []

  @Option(
    help:
      "With --heap: a file of suppressions, one a line; lines that begin with # count for nothing. May be repeated.",
    completion: .file())
  var suppressions: [String] = []

  @Flag(
    help: "With --heap: end with status 1 when there are leaks, or no report, and the program's own status is 0.")
  var failOnLeaks = false

  @Option(
    name: .shortAndLong, help: "With --heap: write the report to a file, not to standard output.", completion: .file())
  var output: String?

  func validate() throws {
    for text in suppress where !LeakRequest.isSuppression(text) { throw ValidationError(Self.complaint(text)) }
  }

  static func complaint(_ text: String) -> String {
    "\(text) is no suppression: write type:GLOB, module:GLOB or function:GLOB"
  }

  /// The first option that was given; nil when none was.
  var given: String? {
    if !suppress.isEmpty { return "--suppress" }
    if !suppressions.isEmpty { return "--suppressions" }
    if failOnLeaks { return "--fail-on-leaks" }
    return output == nil ? nil : "--output"
  }

  /// Those of the command line and of the files.
  func allSuppressions() throws -> [String] {
    try suppress
      + suppressions.flatMap { path in
        let lines = try MappedFile.read(path) { String(decoding: $0, as: UTF8.self) }
          .split(separator: "\n").map { $0.drop { $0 == " " || $0 == "\t" } }.filter { !$0.isEmpty && $0.first != "#" }
        return try lines.map { line in
          let text = String(line)
          guard LeakRequest.isSuppression(text) else { throw SuppressionError(path: path, text: text) }
          return text
        }
      }
  }
}

struct SuppressionError: Error, CustomStringConvertible {
  let path: String
  let text: String
  var description: String { "In \(path) \(LeakOptions.complaint(text))" }
}
