import ArgumentParser
import Reports

/// `mprof leaks`: what was live at exit.
struct Leaks: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what was still live at exit, by traceback.",
    discussion: """
      A block that is live at exit need not be a leak: what a program keeps until it ends counts, too. Functions without a line \
      are left out of tracebacks that have others.
      """)

  @OptionGroup var limit: LimitOption

  @Option(help: "How many frames of each traceback; 0 for all.")
  var frames = 20

  @Flag(help: "Show functions without a line, too.")
  var allFunctions = false

  @OptionGroup var input: Input

  func validate() throws {
    if frames < 0 {
      throw ValidationError("A traceback cannot have \(frames) frames: give 0 for all, or a number above it")
    }
  }

  func run() throws {
    let opened = try input.opened()
    let hasEnded = opened.process?.endTime != nil
    let snapshot = try input.readable(opened)
    let report = LiveBlocksReport(
      snapshot, hasEnded: hasEnded, limit: limit.rows(10), showsAllFunctions: allFunctions)
    let text = report.rendered(frames: frames == 0 ? nil : frames, paths: Screen.current.paths)
    try Output(path: nil).put(opened.run.text + text + MissingLines(snapshot, of: .end).text)
  }
}
