import ArgumentParser
import SnapshotFiles
import Snapshots

/// The file that a command reads: a recording, or a snapshot that a program wrote.
struct Input: ParsableArguments {
  @Option(help: "Which process of a recording, by its number in `mprof summary`; without it, the program itself.")
  var process: Int?

  @Argument(help: "A recording, or a snapshot that a program wrote.", completion: .file(extensions: ["mprof", "dat"]))
  var file: String

  /// nil when the file is a snapshot.
  var recording: Recording? {
    get throws {
      do {
        return try RecordingFile.read(file)
      } catch RecordingFileError.notARecording {
        return nil
      }
    }
  }

  /// The chosen process of a recording; nil when the file is a snapshot.
  var recordedProcess: RecordedProcess? {
    get throws {
      guard let recording = try recording else { return nil }
      guard let process else {
        guard let main = recording.main else { throw InputError.empty(file) }
        return main
      }
      guard recording.processes.indices.contains(process - 1) else {
        throw InputError.noSuchProcess(file, process, count: recording.processes.count)
      }
      return recording.processes[process - 1]
    }
  }

  var snapshot: Snapshot {
    get throws { try recordedProcess?.snapshot ?? Snapshot(contentsOf: file) }
  }
}

/// One sentence each.
enum InputError: Error, CustomStringConvertible {
  case empty(String)
  case noSuchProcess(String, Int, count: Int)

  var description: String {
    switch self {
    case .empty(let file): "\(file) has no process: record a program that allocates"
    case .noSuchProcess(let file, let number, let count):
      "\(file) has no process \(number): give a number from 1 to \(count)"
    }
  }
}
