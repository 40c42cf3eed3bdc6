import ArgumentParser
import Reports
import SnapshotFiles
import Snapshots
import Symbolication

/// The file that a command reads: a recording, or a snapshot that a program wrote; and what of it.
struct Input: ParsableArguments {
  @Option(help: "Which process of a recording, by its number in `mprof summary`; without it, the program itself.")
  var process: Int?

  @OptionGroup var filter: FilterOptions

  @Argument(help: "A recording, or a snapshot that a program wrote.", completion: .file(extensions: ["mprof", "dat"]))
  var file: String

  /// Reads the file.
  func opened() throws -> OpenedFile { try OpenedFile(file, process: process) }

  /// What the filters leave of the file's chosen process; an error when that is nothing.
  func symbolized(_ opened: OpenedFile) throws -> SymbolizedSnapshot {
    let filtered = opened.symbolized(filter)
    if filtered.snapshot.sites.isEmpty && !filter.isEmpty { throw InputError.nothingMatches(file) }
    return filtered
  }

  /// The same for people to read.
  func readable(_ opened: OpenedFile) throws -> SymbolizedSnapshot { try symbolized(opened).withShortFunctionNames }
}

/// A recording or a snapshot, read once.
struct OpenedFile {
  /// As it was given.
  let file: String
  /// nil when the file is a snapshot.
  let recording: Recording?
  /// The chosen one's index; nil when the file is a snapshot.
  private let index: Int?
  let snapshot: Snapshot

  /// - Parameter number: of a process, from 1; nil for the program that was started.
  init(_ file: String, process number: Int?) throws {
    self.file = file
    do {
      let recording = try RecordingFile.read(file)
      let index = try Self.index(number, in: recording, file)
      (self.recording, self.index, snapshot) = (recording, index, recording.processes[index].snapshot)
    } catch RecordingFileError.notARecording {
      (recording, index, snapshot) = (nil, nil, try Snapshot(contentsOf: file))
      if number != nil { throw InputError.noProcesses(file) }
    }
  }

  private static func index(_ number: Int?, in recording: Recording, _ file: String) throws(InputError) -> Int {
    guard let main = recording.main else { throw recording.loss.map { .lost(file, $0) } ?? .empty(file) }
    guard let number else { return recording.processes.lastIndex(of: main) ?? 0 }
    guard recording.processes.indices.contains(number - 1) else {
      throw .noSuchProcess(file, number, count: recording.processes.count)
    }
    return number - 1
  }

  /// nil when the file is a snapshot.
  var process: RecordedProcess? { index.flatMap { recording?.processes[$0] } }

  /// What ran.
  var run: RunDescription {
    guard let index, let recording else { return RunDescription(snapshot) }
    return RunDescription(recording.processes[index], number: index + 1, of: recording.processes.count)
  }

  /// What the filters leave, possibly nothing.
  func symbolized(_ filter: FilterOptions) -> SymbolizedSnapshot {
    let symbolized = snapshot.symbolized()
    return filter.isEmpty ? symbolized : symbolized.filtered(by: filter.filters)
  }
}

/// One sentence each.
enum InputError: Error, CustomStringConvertible {
  case empty(String)
  case lost(String, String)
  case noSuchProcess(String, Int, count: Int)
  case noTimeline(String)
  case noProcesses(String)
  case nothingMatches(String)

  var description: String {
    switch self {
    case .lost(let file, let loss): "\(file) \(loss); record again where there is room"
    case .empty(let file): "\(file) has no process: record a program that allocates"
    case .noSuchProcess(let file, let number, let count):
      "\(file) has no process \(number): give a number from 1 to \(count)"
    case .noTimeline(let file): "\(file) is a snapshot, of one moment: choose a recording of `mprof run`"
    case .noProcesses(let file): "\(file) is a snapshot of one process: leave out --process"
    case .nothingMatches(let file):
      "Nothing in \(file) was allocated where --only and --without say: any-file:, any-function: and any-module: "
        + "look at all callers"
    }
  }
}
