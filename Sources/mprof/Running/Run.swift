import ArgumentParser
import Glibc
import Snapshots

/// `mprof run`: a program, and where its memory goes, in a recording.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a program and record where its memory goes.",
    discussion: """
      The program keeps its standard streams, its signals and its exit status. Processes that it starts are recorded in the
      same file. A program that links the library MemoryProfiler is recorded by its own copy.
      """)

  @Option(name: .shortAndLong, help: "The recording to write; without it, mprofile_YYYYMMDDhhmmss.mprof.")
  var output: String?

  @Option(help: "How many frames of each traceback are kept, from 1 to 2048.")
  var frames = 256

  @Argument(parsing: .captureForPassthrough, help: "The program and its arguments.")
  var command: [String]

  func validate() throws {
    guard (1...2048).contains(frames) else {
      throw ValidationError("A traceback cannot have up to \(frames) frames: give a number from 1 to 2048")
    }
    if command.isEmpty { throw ValidationError("Name the program to run") }
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

  /// One line on a terminal; why nothing was recorded, or not all, always.
  private func report(_ path: String) {
    let recording = try? RecordingFile.read(path)
    if let loss = recording?.loss { return Output.say("\(path) \(loss)") }
    guard recording?.main != nil else {
      return Output.say(
        "\(command[0]) was not recorded: it ended before it allocated, or brings a malloc of its own; \(path) is empty")
    }
    if Output.standardErrorIsTerminal { Output.say("recorded in \(path)") }
  }
}
