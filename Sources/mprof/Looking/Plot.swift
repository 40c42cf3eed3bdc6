import ArgumentParser
import Glibc
import Reports
import Snapshots
import Symbolication

/// `mprof plot`: memory over time as a picture.
struct Plot: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw memory over time.",
    discussion: """
      RSS, live bytes, children, profiled functions and the peak; several files are laid over one another. Files are recordings \
      or .dat files, or their numbers in `mprof list`, -1 for the newest; without any, the newest is drawn.
      """)

  @Option(
    name: .shortAndLong,
    help: "The picture to write or replace, .svg or .png; without it, the first file's name with .svg.")
  var output: String?

  @Flag(help: "Draw in the terminal.")
  var terminal = false

  @Option(name: .shortAndLong, help: "The title; without it, the command line.")
  var title: String?

  @Option(name: .shortAndLong, parsing: .unconditional, help: ArgumentHelp("Only these seconds.", valueName: "from,to"))
  var window: PlotWindow?

  @Flag(name: .shortAndLong, help: "Leave out the functions.")
  var noFunctionTs = false

  @Argument(help: "Recordings, .dat files, or numbers.", completion: .file(extensions: ["mprof", "dat"]))
  var files: [String] = []

  func validate() throws {
    guard let output, !output.hasSuffix(".svg"), !output.hasSuffix(".png") else { return }
    throw ValidationError("\(output) says no format: choose a name that ends in .svg or .png")
  }

  func run() throws {
    let recordings = ProfileFiles()
    let paths = files.isEmpty ? [try recordings.last()] : try recordings.files(named: files)
    let progress = ProgressLine()
    let inputs = try paths.map { path in
      progress.show("Reading \(path)")
      return try TimelineInput(path).plotted
    }
    progress.finish()
    let options = PlotOptions(title: title, window: window?.seconds, showsFunctions: !noFunctionTs)
    let chart = TimelineChart(inputs, options: options)
    if terminal { try Output(path: nil).put(Array(chart.text(TerminalExtent.current).utf8)) }
    if output != nil || !terminal { try write(chart.drawing(), to: output ?? paths[0] + ".svg") }
  }

  private func write(_ drawing: Drawing, to path: String) throws {
    try Output(path: path).put(path.hasSuffix(".png") ? PNGPainter().paint(drawing) : drawing.svg())
    if Output.standardErrorIsTerminal { Output.say("written to \(path)") }
  }
}

/// `--window 0,20.5`: seconds since the first sample.
struct PlotWindow: ExpressibleByArgument {
  let seconds: ClosedRange<Double>

  init?(argument: String) {
    let ends = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    guard ends.count == 2, let from = ends[0], let to = ends[1], from < to, to - from < .infinity else { return nil }
    seconds = from...to
  }
}

extension TerminalExtent {
  /// Of the terminal at standard output; 80 by 24, without colours, where there is none.
  fileprivate static var current: TerminalExtent {
    var size = winsize()
    let isTerminal = Output.isTerminal
    if isTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 {
      return TerminalExtent(columns: Int(size.ws_col), rows: Int(size.ws_row), hasColors: ScreenPainter.hasColors)
    }
    let columns = getenv("COLUMNS").flatMap { Int(String(cString: $0)) } ?? 80
    return TerminalExtent(columns: columns, rows: 24, hasColors: false)
  }
}
