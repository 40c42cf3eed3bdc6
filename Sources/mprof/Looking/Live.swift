import ArgumentParser
import Glibc
import Reports
import Snapshots

/// `mprof live`: where the memory of a running program is, now.
struct Live: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Watch where the memory of a running program is.",
    discussion: """
      The program is one that `mprof run` started, or a process that this one started. It is not stopped, slowed down or \
      traced: what it writes is read. ? lists the keys. Without a terminal, what is live now is printed once.
      """)

  @Option(help: "What to add up: line, function or file.")
  var by: LiveView.Grouping = .line

  @Option(help: "What comes first: bytes, growth or allocations.")
  var sort: LiveView.Sorting = .bytes

  @Option(help: "Seconds between two looks.")
  var interval = 1.0

  @Flag(help: "Print what is live now, and end.")
  var once = false

  @Option(help: "How many places are printed when there is no terminal, or with --once.")
  var limit = 20

  @Argument(help: "A process's number, or a recording.", completion: .file())
  var process: String

  func validate() throws {
    guard (0.1...3600).contains(interval) else {
      throw ValidationError("--interval \(interval) is not possible: give seconds from 0.1 to 3600")
    }
  }

  func run() throws {
    let target = try LiveTarget(process)
    let view = LiveView(
      grouping: by, sorting: sort, interval: .milliseconds(Int64(interval * 1000)), glyphs: ScreenPainter.glyphs)
    let reading = LiveReader(target)
    if once || !FullScreen.isPossible {
      try printOnce(view, reading)
    } else {
      var screen = LiveScreen(view, reading)
      FullScreen.run(&screen, pipe: screen.results)
      // The reading thread may be in the middle of a large file: nothing waits for it.
      _exit(0)
    }
  }

  private func printOnce(_ view: LiveView, _ reader: LiveReader) throws {
    var view = view
    view.receive(try reader.readOnce())
    try Output(path: nil).put(Array(view.plainText(rows: limit).utf8))
  }
}

extension LiveView.Grouping: ExpressibleByArgument {}
extension LiveView.Sorting: ExpressibleByArgument {}
