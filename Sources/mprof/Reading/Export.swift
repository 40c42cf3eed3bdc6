import ArgumentParser
import Reports
import Snapshots
import Symbolication

/// `mprof export`: a snapshot, or the timeline of a recording, for other people's tools.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a snapshot for other tools to read.",
    discussion: """
      pprof       gzipped, for go tool pprof: alloc_* in all, inuse_* live
      collapsed   root;child;leaf BYTES, a line a stack, for flamegraph.pl
      speedscope  bytes and allocations, for https://www.speedscope.app
      json        everything that the snapshot holds
      csv         a row a traceback, with all its counts
      dat         a recording's memory over time, for Python's mprof plot
      """)

  @Option(name: .shortAndLong, help: "What to write.")
  var format: ExportFormat

  @Option(name: .shortAndLong, help: "The file to write or replace; without it, standard output.")
  var output: String?

  @OptionGroup(title: "For collapsed and speedscope")
  var count: CountOptions

  @Flag(help: "Weigh collapsed stacks by blocks instead of bytes.")
  var blocks = false

  @OptionGroup var input: Input

  func validate() throws {
    if count.isChosen && !format.hasOneCount {
      throw ValidationError(
        "The format \(format.rawValue) holds all counts: leave out --at, --total and --temporary")
    }
    if format == .dat && input.process != nil {
      throw ValidationError("The format dat holds all processes: leave out --process")
    }
    if blocks && format != .collapsed {
      throw ValidationError("--blocks is for the format collapsed: the format \(format.rawValue) holds both")
    }
    if output == nil && format == .pprof && Output.isTerminal {
      throw ValidationError("A pprof profile is not for terminals: name a file with --output")
    }
  }

  func run() throws {
    let bytes = format == .dat ? try TimelineInput(input.file).plotted.timeline.datFile() : try snapshotBytes
    try Output(path: output).put(bytes)
  }

  private var snapshotBytes: [UInt8] {
    get throws {
      let opened = try input.opened()
      let counted = count.counted(inRecording: opened.recording != nil)
      let snapshot = try input.symbolized(opened)
      return switch format {
      case .pprof: try gzip(snapshot.pprofProfile())
      case .collapsed:
        snapshot.collapsedStacks(of: counted.keyPath, in: blocks || count.temporary ? \.blocks : \.bytes)
      case .speedscope: snapshot.speedscopeFile(named: input.file, of: counted.keyPath)
      case .json: snapshot.json()
      case .csv: snapshot.csv()
      case .dat: []
      }
    }
  }
}

/// What a snapshot can be written as.
enum ExportFormat: String, CaseIterable, ExpressibleByArgument {
  case pprof, collapsed, speedscope, json, csv, dat

  /// Whether a file shows one of a site's counts, chosen by `CountOptions`, and not all.
  var hasOneCount: Bool { self == .collapsed || self == .speedscope }
}
