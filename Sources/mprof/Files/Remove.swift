import ArgumentParser
import Glibc

/// `mprof rm`: chosen recordings away.
struct Remove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm", abstract: "Remove recordings.",
    discussion: "By their numbers in `mprof list`, -1 for the newest, or by their files.")

  @Flag(help: "Only say what would be removed.")
  var dryRun = false

  @Argument(help: "Numbers or files.", completion: .file(extensions: ["mprof", "dat"]))
  var recordings: [String]

  func run() throws {
    let files = try ProfileFiles().files(named: recordings, indexFirst: true)
    for file in files { try Removal.check(file) }
    try Removal(files).run(dryRun: dryRun)
  }
}

/// `mprof clean`: all recordings of this folder away.
struct Clean: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Remove all recordings of this folder.",
    discussion: "mprofile_*.mprof and mprofile_*.dat, as `mprof list` shows them.")

  @Flag(help: "Only say what would be removed.")
  var dryRun = false

  func run() throws { try Removal(ProfileFiles().names).run(dryRun: dryRun) }
}

/// Files to be removed.
struct Removal {
  let files: [String]

  /// Old releases of memory_profiler kept the functions' times in a file of their own; it goes with its recording.
  init(_ files: [String]) {
    let times = files.filter { $0.hasSuffix(".dat") }.map { "\($0.dropLast(4))_ts.dat" }
    self.files = files + times.filter { !files.contains($0) && access($0, F_OK) == 0 }
  }

  func run(dryRun: Bool) throws(RemovalError) {
    if dryRun { return print((["Files to be removed: "] + files).joined(separator: "\n")) }
    for file in files where unlink(file) != 0 { throw .refused(file, errno) }
  }

  /// Nothing but recordings is removed, however it came to be named.
  static func check(_ file: String) throws {
    var status = stat()
    if stat(file, &status) == 0 && status.isFolder { throw RemovalError.notARecording(file) }
    if file.hasSuffix(".mprof") || file.hasSuffix(".dat") || (try? TimelineInput(file)) != nil { return }
    throw RemovalError.notARecording(file)
  }
}

/// Why a file stays. `description` is one sentence without a full stop.
enum RemovalError: Error, CustomStringConvertible {
  case refused(String, Int32)
  case notARecording(String)

  var description: String {
    switch self {
    case .refused(let file, let error): "\(file) cannot be removed: \(String(cString: strerror(error)))"
    case .notARecording(let file): "\(file) is not a recording and is left alone, like the others named: use rm"
    }
  }
}
