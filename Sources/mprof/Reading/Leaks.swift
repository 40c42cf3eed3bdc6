import ArgumentParser
import Reports

/// `mprof leaks`: what was live at exit; with --heap, what of it nothing referred to any more.
struct Leaks: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what was still live at exit, by traceback; with --heap, what leaked.",
    usage: """
      mprof leaks [<options>] <file>
      mprof leaks --heap [<options>] <program> [<arguments> ...]
      """,
    discussion: """
      A block that is live at exit need not be a leak: what a program keeps until it ends counts, too. Functions without a line \
      are left out of tracebacks that have others.

      With --heap a program is run, and when it exits its heap is looked through: a block to which nothing refers is a leak, and so are \
      objects that only refer to each other. The program keeps its standard streams, its signals and its exit status; the report follows \
      its own output. Processes that it starts are left alone. A stale pointer can hide a leak; memory that only the kernel knows of, or \
      through pointers in a disguise, is reported though it is none: suppress it.
      """)

  @Flag(help: "Run a program, and report at its exit which blocks nothing refers to.")
  var heap = false

  @OptionGroup var limit: LimitOption

  @Option(help: "How many frames of each traceback; 0 for all.")
  var frames = 20

  @Flag(help: "Of a recording: show functions without a line, too.")
  var allFunctions = false

  @OptionGroup var leakOptions: LeakOptions

  @OptionGroup var input: Input

  @Argument(help: "With --heap, the program's arguments; the file is the program.", completion: .file())
  var arguments: [String] = []

  func validate() throws {
    if frames < 0 {
      throw ValidationError("A traceback cannot have \(frames) frames: give 0 for all, or a number above it")
    }
    if heap {
      if allFunctions || input.process != nil || !input.filter.isEmpty {
        throw ValidationError(
          "--all-functions, --process, --only and --without are for recordings: leave them out with --heap")
      }
    } else {
      if let option = leakOptions.given {
        throw ValidationError("\(option) is for programs: add --heap and name the program to run")
      }
      if let more = arguments.first {
        throw ValidationError(
          "mprof leaks reads one recording, and \(more) is more: leave it out, or add --heap to run a program")
      }
    }
  }

  func run() throws {
    let frames = frames == 0 ? nil : frames
    if heap {
      let run = HeapLeakRun(
        command: [input.file] + arguments, limit: limit.rows(10), frames: frames, options: leakOptions)
      return try run.run()
    }
    let opened = try input.opened()
    let hasEnded = opened.process?.endTime != nil
    let snapshot = try input.readable(opened)
    let report = LiveBlocksReport(
      snapshot, hasEnded: hasEnded, limit: limit.rows(10), showsAllFunctions: allFunctions)
    let text = report.rendered(frames: frames, paths: Screen.current.paths)
    try Output(path: nil).put(opened.run.text + text + MissingLines(snapshot, of: .end).text)
  }
}

/// `mprof leaks --heap PROGRAM -x`: from the program on all is the program's. The arguments, where they are such, with "--" before the
/// program.
func shieldingProgram(_ arguments: [String]) -> [String] {
  let flags: Set = ["--heap", "--all-functions", "--fail-on-leaks", "-h", "--help"]
  guard arguments.first == "leaks" else { return arguments }
  var (index, isHeap) = (1, false)
  while index < arguments.count, arguments[index].hasPrefix("-") {
    let option = arguments[index]
    if option == "--" { return arguments }
    isHeap = isHeap || option == "--heap"
    // Every other option has a value.
    index += flags.contains(option) || option.contains("=") ? 1 : 2
  }
  guard isHeap, index < arguments.count else { return arguments }
  return arguments[..<index] + ["--"] + arguments[index...]
}
