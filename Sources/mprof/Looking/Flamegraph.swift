import ArgumentParser
import Reports
import Symbolication

/// `mprof flamegraph`: one page that shows where the memory is, by call path.
struct Flamegraph: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a page that shows where the memory is, by call path.",
    discussion: """
      One HTML file that needs no network. Clicking zooms, / searches, ? lists the keys; live, peak, total and temporary blocks
      are switched in the page.
      """)

  @Option(name: .shortAndLong, help: "The page to write or replace; without it, the file's name with .html.")
  var output: String?

  @Flag(help: "Begin with what allocates, and show its callers.")
  var inverted = false

  @OptionGroup var input: Input

  func run() throws {
    let opened = try input.opened()
    let snapshot = try input.symbolized(opened)
    let command = opened.process?.arguments.joined(separator: " ") ?? ""
    let page = FlamegraphPage(title: input.file, command: command, snapshot: snapshot, isInverted: inverted)
    let path = output ?? input.file + ".html"
    try Output(path: path).put(Array(page.html.utf8))
    if Output.standardErrorIsTerminal { Output.say("written to \(path)") }
  }
}
