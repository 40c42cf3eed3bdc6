import ArgumentParser
import Reports

/// `mprof table`: the places that hold the most, one row each.
struct Table: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the places with the most memory, one row each.",
    discussion: """
      Bytes and blocks are those live at the peak, unless other options say so; allocations are all that were ever made, and \
      temporary are those of them freed before the next. Rows sum to the last one.
      """)

  @Option(help: "What to add up: line, file, function or traceback.")
  var by: PlaceGrouping = .line

  @OptionGroup var limit: LimitOption

  @Flag(help: "Count a block for every place of its traceback, not only for the innermost.")
  var cumulative = false

  @Flag(help: "Show exact bytes instead of KiB and MiB.")
  var bytes = false

  @OptionGroup var count: CountOptions

  @OptionGroup var input: Input

  func run() throws {
    let opened = try input.opened()
    let counted = count.counted(inRecording: opened.recording != nil)
    let snapshot = try input.readable(opened)
    let table = PlaceTable(
      snapshot, by: by, cumulative: cumulative, of: counted, limit: limit.rows(25))
    let screen = Screen.current
    let rows = table.rendered(
      exactBytes: bytes, isFiltered: !input.filter.isEmpty, paths: screen.paths.abbreviated, width: screen.width)
    try Output(path: nil).put(opened.run.text + rows + MissingLines(snapshot, of: counted).text)
  }
}

extension PlaceGrouping: ExpressibleByArgument {}
