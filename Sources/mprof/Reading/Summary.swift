import ArgumentParser
import Reports
import Snapshots
import Symbolication

/// `mprof summary`: what ran, and the places that hold the most.
struct Summary: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what ran and where the most memory is.",
    discussion: "Lines are tracemalloc's: place, bytes, blocks, average.")

  @Option(help: "What to add up: line, file, function, traceback or type.")
  var by: Grouping = .line

  @OptionGroup var limit: LimitOption

  @Flag(help: "Count a block for every place of its traceback, not only for the innermost.")
  var cumulative = false

  @OptionGroup var count: CountOptions

  @OptionGroup var input: Input

  func run() throws {
    let opened = try input.opened()
    let counted = count.counted(inRecording: opened.recording != nil)
    // Types need no symbols.
    let snapshot =
      by == .type && input.filter.isEmpty ? opened.snapshot.symbolized(names: [:]) : try input.readable(opened)
    let places = snapshot.statistics(by: by.grouping, cumulative: cumulative, of: counted.keyPath)
    let shown = places.prefix(limit.rows(10) ?? places.count)
    let lines = [counted.phrase.prefix(1).uppercased() + counted.phrase.dropFirst() + ":"] + shown.map { "\($0)" }
    let loss = opened.recording?.loss.map { "\(input.file) \($0).\n" } ?? ""
    let processes = opened.recording.map { $0.processes.count > 1 ? ProcessList($0).text : "" } ?? ""
    try Output(path: nil).put(processes + loss + opened.run.text + lines.map { $0.printable + "\n" }.joined())
  }
}

enum Grouping: String, CaseIterable, ExpressibleByArgument {
  case line, file, function, traceback, type

  var grouping: StatisticGrouping {
    switch self {
    case .line: .line
    case .file: .file
    case .function: .function
    case .traceback: .traceback
    case .type: .type
    }
  }
}
