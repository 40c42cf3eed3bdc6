#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// RSS of another process, and of those that it started.
import Glibc

/// A process that stays the same when its number is given to another one: its folder of /proc is kept open.
final class ProcessMemory {
  private let pid: Int32
  private let folder: Int32
  private let pageSize = Int(getpagesize())

  init(pid: Int32) throws(MemoryUsageError) {
    guard pid > 0 else { throw .noSuchProcess(pid) }
    do {
      folder = try ProcFile.open("/proc/\(pid)", O_DIRECTORY)
    } catch {
      throw Self.cause(error, "/proc/\(pid)", pid)
    }
    self.pid = pid
  }

  deinit { close(folder) }

  /// RSS in bytes, that of all descendants included where asked. Throws once the process has ended.
  func resident(includeChildren: Bool) throws(MemoryUsageError) -> Int {
    let own = try resident()
    return includeChildren ? own + residentOfDescendants(of: pid) : own
  }

  private func resident() throws(MemoryUsageError) -> Int {
    let pages: Int?
    do {
      pages = Self.residentPages(in: try ProcFile.bytes("statm", in: folder))
    } catch {
      throw Self.cause(error, "/proc/\(pid)/statm", pid)
    }
    guard let pages else { throw .unreadable(path: "/proc/\(pid)/statm", reason: "it holds no number of pages") }
    if pages == 0 && isZombie { throw .processHasEnded(pid) }
    return pages * pageSize
  }

  /// What has ended has no memory; the state stands behind the name, which may hold anything.
  private var isZombie: Bool {
    guard let stat = try? ProcFile.bytes("stat", in: folder) else { return true }
    return processStatus(stat).map { $0.state == UInt8(ascii: "Z") || $0.state == UInt8(ascii: "X") } ?? false
  }

  /// Reading through an open folder of an ended process gives ESRCH.
  private static func cause(_ error: SystemError, _ path: String, _ pid: Int32) -> MemoryUsageError {
    error.code == ENOENT || error.code == ESRCH ? .noSuchProcess(pid) : .unreadable(path: path, reason: error.reason)
  }

  fileprivate static func residentPages(in statm: [UInt8]) -> Int? {
    let fields = statm.split(separator: UInt8(ascii: " "))
    return fields.count > 1 ? Int(String(decoding: fields[1], as: UTF8.self)) : nil
  }
}

/// RSS of the descendants of a process, in bytes; one that ends meanwhile has none.
func residentOfDescendants(of pid: Int32) -> Int {
  ProcessTree.descendants(of: pid).reduce(0) { sum, child in
    guard let statm = try? ProcFile.bytes("/proc/\(child)/statm") else { return sum }
    return sum + (ProcessMemory.residentPages(in: statm) ?? 0) * Int(getpagesize())
  }
}

enum ProcessTree {
  /// From the kernel's own lists of children; where it was built without them, from everybody's parent.
  static func descendants(of pid: Int32) -> [Int32] {
    access("/proc/self/task/\(getpid())/children", R_OK) == 0 ? listedDescendants(of: pid) : scannedDescendants(of: pid)
  }

  static func listedDescendants(of pid: Int32) -> [Int32] {
    gather(from: pid) { parent in
      ProcFile.numbers(in: "/proc/\(parent)/task").flatMap { thread -> [Int32] in
        let text = (try? ProcFile.bytes("/proc/\(parent)/task/\(thread)/children")) ?? []
        return text.split(separator: UInt8(ascii: " ")).compactMap { Int32(String(decoding: $0, as: UTF8.self)) }
      }
    }
  }

  static func scannedDescendants(of pid: Int32) -> [Int32] {
    var children: [Int32: [Int32]] = [:]
    for process in ProcFile.numbers(in: "/proc") {
      guard let stat = try? ProcFile.bytes("/proc/\(process)/stat"), let status = processStatus(stat) else { continue }
      children[status.parent, default: []].append(process)
    }
    return gather(from: pid) { children[$0] ?? [] }
  }

  /// Each once: a number may be given anew while the tree is read.
  private static func gather(from pid: Int32, children: (Int32) -> [Int32]) -> [Int32] {
    var found: [Int32] = []
    var seen: Set = [pid]
    var next = [pid]
    while let parent = next.popLast() {
      let new = children(parent).filter { seen.insert($0).inserted }
      found += new
      next += new
    }
    return found
  }
}

/// `4711 (any name) S 1 …`: the state and the parent.
private func processStatus(_ stat: [UInt8]) -> (state: UInt8, parent: Int32)? {
  guard let nameEnd = stat.lastIndex(of: UInt8(ascii: ")")) else { return nil }
  let fields = stat[(nameEnd + 1)...].split(separator: UInt8(ascii: " "), maxSplits: 2)
  guard fields.count > 1, let state = fields[0].first, let parent = Int32(String(decoding: fields[1], as: UTF8.self))
  else { return nil }
  return (state, parent)
}
#endif
