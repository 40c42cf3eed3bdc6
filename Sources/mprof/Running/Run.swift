import ArgumentParser
import Glibc
import Snapshots

/// `mprof run`: a program, and where its memory goes, in a recording.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a program and record where its memory goes.",
    discussion: """
      The program keeps its standard streams, its signals and its exit status. Processes that it starts are recorded in the \
      same file. A program that links the library MemoryProfiler is recorded by its own copy.
      """)

  @Option(name: .shortAndLong, help: "The recording to write; without it, mprofile_YYYYMMDDhhmmss.mprof.")
  var output: String?

  @Option(help: "Seconds from one sample of the timeline to the next.")
  var interval = 0.1

  @Option(help: "How many frames of each traceback are kept, from 1 to 2048.")
  var frames = 256

  @Flag(help: "Record sizes alone: totals and the timeline, but not where.")
  var noTracebacks = false

  @Flag(name: [.customShort("C"), .long], help: "Add the memory of the program's children to its own in the timeline.")
  var includeChildren = false

  @Flag(
    name: [.customShort("M"), .long], help: "Give each of the program's children a line of its own in the timeline.")
  var multiprocess = false

  @Option(
    name: [.customShort("T"), .long],
    help: "End the program after so many seconds: by SIGTERM, five seconds later by SIGKILL.")
  var timeout: Double?

  @Argument(parsing: .captureForPassthrough, help: "The program and its arguments.", completion: .file())
  var command: [String] = []

  mutating func validate() throws {
    try findProgram()
    guard (1...2048).contains(frames) else {
      throw ValidationError("A traceback cannot have up to \(frames) frames: give a number from 1 to 2048")
    }
    guard (0.001...86_400).contains(interval) else {
      throw ValidationError("Samples cannot be \(interval) seconds apart: give a number from 0.001 to 86400")
    }
    guard timeout.map({ (0.001...1e9).contains($0) }) ?? true else {
      throw ValidationError("A program cannot end after \(timeout ?? 0) seconds: give a number above 0")
    }
    if includeChildren && multiprocess {
      throw ValidationError("--include-children and --multiprocess exclude each other: choose one")
    }
  }

  /// From the first word on that is no option of ours, all is the program's.
  private mutating func findProgram() throws {
    if let first = command.first, ["-h", "--help"].contains(first) { throw CleanExit.helpRequest(self) }
    if command.first == "--" { command.removeFirst() }
    guard let program = command.first else { throw ValidationError("Name the program to run") }
    if program.hasPrefix("-") {
      throw ValidationError(
        "mprof run has no option \(program): `mprof help run` lists them; options of the program follow its name")
    }
  }

  func run() throws {
    let program = try ProgramFile(command[0])
    let library = try PreloadLibrary.listed()
    let recording = try RecordingFile.create(at: output)
    let child = try ChildProcess(
      program.path, arguments: command,
      environment: [
        "LD_PRELOAD": library, "MPROF_FRAMES": String(noTracebacks ? 0 : frames),
        "MPROF_RECORDING": recording,
      ])
    let sampler = Sampler(
      process: Int(child.id), recording: recording, interval: .seconds(interval), children: sampledChildren,
      timeout: timeout.map { .seconds($0) })
    sampler.start()
    child.waitForEnd()
    sampler.stop()
    report(recording)
    child.wait().endAlike()
  }

  private var sampledChildren: Sampler.Children {
    includeChildren ? .included : multiprocess ? .separate : .none
  }

  /// One line on a terminal; why nothing was recorded, or not all, always.
  private func report(_ path: String) {
    let recording = try? RecordingFile.read(path, hasSites: false)
    if let loss = recording?.loss { return Output.say("\(path) \(loss)") }
    guard recording?.main != nil else {
      return Output.say(
        "\(command[0]) was not recorded: it ended before it allocated, or brings a malloc of its own; \(path) is empty")
    }
    if Output.standardErrorIsTerminal { Output.say("recorded in \(path)") }
  }
}
