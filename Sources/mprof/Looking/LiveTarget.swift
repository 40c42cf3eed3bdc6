import Glibc
import Snapshots

/// What to watch: a recording, and a process of it.
struct LiveTarget {
  let path: String
  /// The kernel's number.
  let process: Int

  /// - Parameter name: a process's number, or a file.
  init(_ name: String) throws {
    guard let id = Int(name) else {
      path = name
      let recording = try RecordingFile.read(name, hasSites: false)
      guard let main = recording.main else { throw InputError.empty(name) }
      let running = recording.processes.filter { RunningProcess($0, recording: name) != nil }
      let isMainRunning = running.contains { $0.processID == main.processID }
      process = isMainRunning ? main.processID : running.last?.processID ?? main.processID
      return
    }
    guard kill(pid_t(truncatingIfNeeded: id), 0) == 0 || errno == EPERM, id > 0 else { throw LiveError.gone(id) }
    if let recorded = try Self.recorded(id) {
      (path, process) = (recorded, id)
    } else if let (child, recorded) = Self.recordedChild(of: id) {
      (path, process) = (recorded, child)
    } else {
      throw LiveError.notRecorded(id)
    }
  }

  /// The recording that holds the process; nil when there is none.
  private static func recorded(_ id: Int) throws -> String? {
    guard let environment = ProcFile.read("/proc/\(id)/environ") else { throw LiveError.notReadable(id, errno) }
    let variable = Array("MPROF_RECORDING=".utf8)
    let named = environment.split(separator: 0).first { $0.starts(with: variable) }
      .map { String(decoding: $0.dropFirst(variable.count), as: UTF8.self) }
    // The environment is as at the start: a program may have been told later where to record.
    return ([named].compactMap(\.self) + mapped(id)).first { path in
      (try? RecordingFile.read(path, hasSites: false))?.processes.contains { $0.processID == id } ?? false
    }
  }

  /// Files that the process shares and writes, which a recording is.
  private static func mapped(_ id: Int) -> [String] {
    let maps = String(decoding: ProcFile.read("/proc/\(id)/maps") ?? [], as: UTF8.self)
    var paths: [String] = []
    for line in maps.split(separator: "\n") {
      let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
      if fields.count == 6, fields[1] == "rw-s" {
        let path = String(fields[5].drop { $0 == " " })
        if path.hasPrefix("/"), !paths.contains(path) { paths.append(path) }
      }
    }
    return paths
  }

  /// Whoever starts `mprof run` in a shell knows its number, and not that of the program.
  private static func recordedChild(of id: Int) -> (Int, String)? {
    let children = String(decoding: ProcFile.read("/proc/\(id)/task/\(id)/children") ?? [], as: UTF8.self)
    return children.split(separator: " ").lazy.compactMap { Int($0) }
      .compactMap { child in ((try? recorded(child)) ?? nil).map { (child, $0) } }.first
  }
}

/// Why a process cannot be watched. One sentence each.
enum LiveError: Error, CustomStringConvertible {
  case gone(Int)
  case notReadable(Int, Int32)
  case notRecorded(Int)

  var description: String {
    switch self {
    case .gone(let id): "There is no process \(id): give the number of one that runs, or its recording"
    case .notReadable(let id, EACCES), .notReadable(let id, EPERM):
      "Process \(id) belongs to somebody else: watch it as its user, or give its recording"
    case .notReadable(let id, let error): "Process \(id) cannot be looked at: \(String(cString: strerror(error)))"
    case .notRecorded(let id): "Process \(id) is not recorded: start it with mprof run"
    }
  }
}
