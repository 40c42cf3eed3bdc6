import Glibc
import Snapshots

/// A process of a recording that still runs, and is not another one that got its number.
struct RunningProcess {
  let id: Int
  /// Clock ticks since the machine's start, which no other process of the number has.
  private let startTicks: UInt64

  /// nil when it has ended.
  /// - Parameter recording: the recording's path.
  init?(_ process: RecordedProcess, recording: String) {
    guard process.endTime == nil, let ticks = Self.startTicks(process.processID) else { return nil }
    (id, startTicks) = (process.processID, ticks)
    // The clock may have been set since: then only its environment tells.
    guard Self.wasThere(ticks, at: process.startTime) || Self.names(recording, id) else { return nil }
  }

  var isRunning: Bool { Self.startTicks(id) == startTicks }

  /// RSS in bytes; nil when it has ended.
  var resident: Int? {
    guard let statm = ProcFile.read("/proc/\(id)/statm") else { return nil }
    return String(decoding: statm, as: UTF8.self).split(separator: " ").dropFirst().first.flatMap { Int($0) }
      .map { $0 * sysconf(CInt(_SC_PAGESIZE)) }
  }

  /// nil for a process that is gone, or is dead and waits for its parent.
  private static func startTicks(_ id: Int) -> UInt64? {
    guard let stat = ProcFile.read("/proc/\(id)/stat"), let name = stat.lastIndex(of: UInt8(ascii: ")")) else {
      return nil
    }
    let fields = stat[(name + 1)...].split(separator: UInt8(ascii: " "))
    guard fields.count > 19, !"ZX".utf8.contains(fields[0].first ?? 0) else { return nil }
    return UInt64(String(decoding: fields[19], as: UTF8.self))
  }

  /// The kernel tells the machine's start in whole seconds.
  private static func wasThere(_ ticks: UInt64, at time: Duration) -> Bool {
    let stat = String(decoding: ProcFile.read("/proc/stat") ?? [], as: UTF8.self)
    let boot = stat.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap { Int64($0.dropFirst(6)) } ?? 0
    let start = Duration.seconds(boot) + .milliseconds(1000 * Int64(ticks) / Int64(sysconf(CInt(_SC_CLK_TCK))))
    return start <= time + .seconds(2)
  }

  private static func names(_ recording: String, _ id: Int) -> Bool {
    guard let environment = ProcFile.read("/proc/\(id)/environ"), let path = realpath(recording, nil) else {
      return false
    }
    defer { free(path) }
    return environment.split(separator: 0).contains {
      $0.elementsEqual("MPROF_RECORDING=\(String(cString: path))".utf8)
    }
  }
}

enum ProcFile {
  /// nil when it cannot be read; errno says why.
  static func read(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var (bytes, piece) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 14))
    while true {
      let count = Glibc.read(file, &piece, piece.count)
      if count < 0 { return nil }
      if count == 0 { return bytes }
      bytes += piece.prefix(count)
    }
  }
}
