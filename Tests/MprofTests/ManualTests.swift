import ArgumentParser
import Testing

@testable import mprof

private struct Look: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look at it. And think.",
    discussion: """
      Reads FILE.
      'Quoted' \\ text with `look -x` in it.

      one   1
      .two  2
      """)
  @Option(name: .shortAndLong, help: "How far.") var distance = 3
  @Flag(help: .hidden) var secret = false
  @Option(help: "Left or right.") var side: Side?
  @Argument(help: "What to look at.") var files: [String]
}

private enum Side: String, CaseIterable, ExpressibleByArgument { case left, right, both }

private struct Tool: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "tool", subcommands: [Look.self])
}

private func page() throws -> String { manualPage(of: try CommandDescription(of: Tool.self), date: "2026-11-05") }

/// The lines of a section or subsection.
private func section(_ heading: String) throws -> [String] {
  let lines = try page().split(separator: "\n").map(String.init)
  let start = try #require(lines.firstIndex(of: heading))
  return Array(lines[(start + 1)...].prefix { !$0.hasPrefix(".S") })
}

@Test func aManualPageHasItsSectionsInTheOrderOfManuals() throws {
  let headings = try page().split(separator: "\n").filter { $0.hasPrefix(".Sh ") }.map { String($0.dropFirst(4)) }
  #expect(
    headings == [
      "NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES", "SEE ALSO",
    ])
  #expect(try page().hasPrefix(".Dd November 5, 2026\n.Dt MPROF 1\n"))
}

@Test func theSynopsisOfACommandHasItsArguments() throws {
  #expect(try section(".Sh SYNOPSIS").prefix(4) == [".Nm", ".Cm look", ".Op Ar options", ".Ar \\&files ..."])
}

@Test func theTextOfACommandIsItsHelp() throws {
  #expect(
    try section(".Ss mprof look").prefix { $0 != ".Bl -tag -width Ds" } == [
      "Look at it.", "And think.", ".Pp", "Reads FILE.",
      "\\(aqQuoted\\(aq \\e text with \\fBlook \\-x\\fR in it.", ".Bd -literal -offset indent", "one   1", "\\&.two  2",
      ".Ed",
    ])
}

@Test func optionsHaveNamesValuesAndDefaultsAndHiddenOnesAreLeftOut() throws {
  #expect(
    try section(".Ss mprof look").drop { $0 != ".Bl -tag -width Ds" } == [
      ".Bl -tag -width Ds", ".It Fl d , Fl \\-distance Ar \\&distance", "How far.", "Without the option: 3.",
      ".It Fl \\-side Ar \\&side", "Left or right.", "One of left, right, both.", ".It Ar \\&files ...",
      "What to look at.",
      ".El",
    ])
}

@Test func linesOfTheManualAreShort() throws {
  let page = manualPage(of: try CommandDescription(of: Mprof.self), date: "2026-11-05")
  #expect(page.split(separator: "\n").allSatisfy { $0.count <= 80 || $0.contains("\\%") })
}

@Test func wordsAreWrappedWhereTheyEnd() {
  #expect(wrapped("aa bb  cc\ndddddddd e", columns: 5) == ["aa bb", "cc", "dddddddd", "e"])
}

@Test func everyVariableIsInTheHelpOnTheEnvironment() {
  for variable in EnvironmentVariable.all {
    #expect(EnvironmentTopic.helpMessage(columns: 80).contains("\n\(variable.assignment)\n    "))
  }
}

/// What is replaced is ArgumentParser's: a release of it may write something else.
@Test(arguments: Shell.allCases) func whatIsReplacedInAScriptIsThere(shell: Shell) {
  let generated = Mprof.completionScript(for: CompletionShell(rawValue: shell.rawValue)!)
  for edit in shell.edits(subcommands: ["summary"]) {
    let edited = edit.applied(to: generated + "\n")
    #expect(edited != generated + "\n" && edited.contains(edit.with), "\(edit)")
  }
}

@Test func anEditReplacesTheFirstOccurrenceAfterAPlace() {
  #expect(ScriptEdit(after: "b(", replace: "x", with: "yy").applied(to: "a(x) b(x x)") == "a(x) b(yy x)")
  #expect(ScriptEdit(after: "c(", replace: "x", with: "yy").applied(to: "a(x) b(x x)") == "a(x) b(x x)")
}

private func run(_ arguments: String...) throws -> Run {
  try #require(try Mprof.parseAsRoot(["run"] + arguments) as? Run)
}

@Test func optionsBehindTheProgramAreTheProgramsOwn() throws {
  #expect(try run("ls", "--help", "-o", "x").command == ["ls", "--help", "-o", "x"])
  #expect(try run("-o", "x", "--", "ls", "--", "y").command == ["ls", "--", "y"])
}

@Test(arguments: ["-h", "--help"]) func helpBeforeTheProgramIsOurs(option: String) {
  let error = #expect(throws: (any Error).self) { try run(option) }
  #expect(error.map { Mprof.exitCode(for: $0) } == .success)
  #expect(error.map { Mprof.message(for: $0) }?.contains("USAGE: mprof run ") == true)
}

@Test func anOptionThatWeDoNotHaveIsNoProgram() {
  let error = #expect(throws: (any Error).self) { try run("--outptu", "x", "ls") }
  #expect(error.map { Mprof.exitCode(for: $0) } == .validationFailure)
  #expect(
    error.map { Mprof.message(for: $0) }
      == "mprof run has no option --outptu: `mprof help run` lists them; options of the program follow its name")
}

@Test func helpKnowsWhatItHasNothingOn() throws {
  for arguments in [["help"], ["help", "run"], ["help", "environment"], ["help", "-h"], ["run", "help", "nosuch"]] {
    try HelpTopic.check(arguments)
  }
  let error = #expect(throws: ValidationError.self) { try HelpTopic.check(["help", "nosuch"]) }
  #expect(error?.message == "mprof has no command nosuch: `mprof help` lists them")
}
