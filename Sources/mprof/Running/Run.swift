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

  @Option(help: "How many frames of each traceback are kept, from 1 to 2048.")
  var frames = 256

  @Argument(parsing: .captureForPassthrough, help: "The program and its arguments.", completion: .file())
  var command: [String]

  mutating func validate() throws {
    guard (1...2048).contains(frames) else {
      throw ValidationError("A traceback cannot have up to \(frames) frames: give a number from 1 to 2048")
    }
    // Everything from the first word on that is no option of ours is the program's.
    if ["-h", "--help"].contains(command.first) { throw CleanExit.helpRequest(self) }
    if command.first == "--" { command.removeFirst() }
    guard let program = command.first else { throw ValidationError("Name the program to run") }
    if program.hasPrefix("-") {
      throw ValidationError(
        "mprof run has no option \(program): `mprof help run` lists them; options of the program follow its name")
    }
  }

  func run() throws {
    let program = try ProgramFile(command[0])
    let recording = try RecordingFile.create(at: output)
    let child = try ChildProcess(
      program.path, arguments: command,
      environment: [
        "LD_PRELOAD": try PreloadLibrary.listed(), "MPROF_FRAMES": String(frames), "MPROF_RECORDING": recording,
      ])
    let status = child.wait()
    report(recording)
    status.endAlike()
  }

  /// One line on a terminal; why nothing was recorded, always.
  private func report(_ path: String) {
    guard let recorded = try? RecordingFile.read(path), recorded.main != nil else {
      return Output.say(
        "\(command[0]) was not recorded: it ended before it allocated, or brings a malloc of its own; \(path) is empty")
    }
    if Output.standardErrorIsTerminal { Output.say("recorded in \(path)") }
  }
}
