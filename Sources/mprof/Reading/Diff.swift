import ArgumentParser
import Reports
import Snapshots

/// `mprof diff`: what changed from one run to another.
struct Diff: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what changed from one recording, or snapshot, to another.",
    discussion: """
      Lines are tracemalloc's: place, bytes and blocks of the later file, each with how much more that is. The status is 0 \
      whatever changed; with --fail-over it is 1 when the later file has over so many bytes more in all: for continuous \
      integration.
      """)

  @Option(help: "What to add up: line, file, function or traceback.")
  var by: PlaceGrouping = .line

  @OptionGroup var limit: LimitOption

  @Flag(help: "Count a block for every place of its traceback, not only for the innermost.")
  var cumulative = false

  @Option(
    help: ArgumentHelp(
      "End with status 1 when the later file has more than so many bytes more in all, such as 1048576, 500KB or 1MiB.",
      valueName: "bytes"))
  var failOver: ByteAmount?

  @OptionGroup var count: CountOptions

  @OptionGroup var filter: FilterOptions

  @Argument(help: "The earlier recording or snapshot.", completion: .file())
  var earlier: String

  @Argument(help: "The later one.", completion: .file())
  var later: String

  func validate() throws {
    if failOver != nil && count.temporary {
      throw ValidationError("--fail-over is for bytes, which --temporary has none of: leave one of them out")
    }
  }

  func run() throws {
    let (old, new) = (try OpenedFile(earlier, process: nil), try OpenedFile(later, process: nil))
    let counted = count.counted(inRecording: old.recording != nil && new.recording != nil)
    let report = DifferenceReport(
      from: old.symbolized(filter).withShortFunctionNames, to: new.symbolized(filter).withShortFunctionNames, by: by,
      cumulative: cumulative, of: counted,
      limit: limit.rows(25), paths: Screen.current.paths)
    if let program = old.process?.program, let other = new.process?.program, program != other {
      Output.say("the recordings are of different programs, \(program) and \(other)")
    }
    try Output(path: nil).put(report.rendered())
    if let failOver, report.growth > failOver.bytes {
      throw DiffError(later: later, earlier: earlier, report: report, allowed: failOver.bytes)
    }
  }
}

/// More than was allowed. One sentence.
struct DiffError: Error, CustomStringConvertible {
  let (later, earlier): (String, String)
  let report: DifferenceReport
  let allowed: Int

  var description: String {
    "\(later) has \(report.growthText) more than \(earlier), \(report.counted.phrase): --fail-over allows \(allowed) B"
  }
}

/// `1048576`, `500KB`, `1MiB`, `1.5 GiB`.
struct ByteAmount: ExpressibleByArgument, Hashable {
  let bytes: Int

  private static let units: [String: Double] = [
    "": 1, "b": 1, "k": 1024, "kib": 1024, "kb": 1000, "m": 1_048_576, "mib": 1_048_576, "mb": 1_000_000,
    "g": 1_073_741_824, "gib": 1_073_741_824, "gb": 1_000_000_000,
  ]

  init?(argument: String) {
    let number = argument.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = argument.dropFirst(number.count).drop { $0 == " " }.lowercased()
    guard let value = Double(number), let factor = Self.units[unit], value * factor < 9e18 else { return nil }
    bytes = Int((value * factor).rounded())
  }
}
