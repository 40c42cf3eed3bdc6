import ArgumentParser
import Reports
import Symbolication

/// `mprof flamegraph`: one page that shows where the memory is, by call path.
struct Flamegraph: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a page that shows where the memory is, by call path.",
    discussion: """
      One HTML file that needs no network, with the program's memory over time below the graph. Clicking zooms, / searches, \
      ? lists the keys. The options choose what the page shows first; it can switch.
      """)

  @Option(
    name: .shortAndLong, help: "The page to write or replace; without it, the file's name with .html.",
    completion: .file(extensions: ["html"]))
  var output: String?

  @Flag(help: "Begin with what allocates, and show its callers.")
  var inverted = false

  @OptionGroup var count: CountOptions

  @OptionGroup var input: Input

  func run() throws {
    let opened = try input.opened()
    var page = FlamegraphPage(title: input.file, snapshot: try input.symbolized(opened), isInverted: inverted)
    page.mode = mode(of: opened)
    if let recording = opened.recording, let process = opened.process { page.add(process, of: recording) }
    let path = output ?? input.file + ".html"
    try Output(path: path).put(Array(page.html.utf8))
    if Output.standardErrorIsTerminal { Output.say("written to \(path)") }
  }

  private func mode(of opened: OpenedFile) -> FlamegraphPage.Mode {
    switch count.counted(inRecording: opened.recording != nil) {
    case .peak: .peak
    case .end: .end
    case .total: .total
    case .temporary: .temporary
    }
  }
}
