import ArgumentParser
import Snapshots
import Symbolication

/// `mprof summary`: what ran, and the places that hold the most.
struct Summary: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what ran and where the most memory is.",
    discussion: "Lines are tracemalloc's: place, bytes, blocks, average.")

  @Option(help: "What to add up: line, file, function, traceback or type.")
  var by: Grouping = .line

  @Option(help: "How many places to show.")
  var limit = 10

  @Flag(help: "Count a block for every place of its traceback, not only for the innermost.")
  var cumulative = false

  @OptionGroup var count: CountOptions

  @OptionGroup var input: Input

  func run() throws {
    if let recording = try input.recording {
      if recording.processes.count > 1 { print(processes(of: recording)) }
      if let loss = recording.loss { print("\(input.file) \(loss).\n") }
    }
    let snapshot = try input.snapshot
    print(totals(of: snapshot))
    for statistic in snapshot.statistics(by: by.grouping, cumulative: cumulative, of: count.keyPath).prefix(limit) {
      print(statistic)
    }
  }

  private func processes(of recording: Recording) -> String {
    recording.processes.enumerated().map { index, process in
      "process \(index + 1): \(process.processID) \(process.arguments.joined(separator: " ")), "
        + "\(process.snapshot.totals.total.bytes) bytes in \(process.snapshot.totals.total.blocks) blocks\n"
    }.joined()
  }

  private func totals(of snapshot: Snapshot) -> String {
    let totals = snapshot.totals
    let dropped = totals.droppedBlocks + totals.droppedTracebacks
    return """
      allocated: \(totals.total.bytes) bytes in \(totals.total.blocks) blocks
      peak: \(totals.peakBytes) bytes
      live at the end: \(totals.live.bytes) bytes in \(totals.live.blocks) blocks

      """ + (dropped > 0 ? "dropped: \(dropped) blocks or tracebacks\n" : "")
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
