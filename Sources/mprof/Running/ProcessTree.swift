import Glibc

/// Other processes, as /proc shows them.
enum ProcessTree {
  /// RSS in bytes; nil when the process is gone.
  static func resident(of process: Int) -> Int? {
    let fields = text("/proc/\(process)/statm").split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]), pages > 0 else { return nil }
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }

  /// The children of all of its threads, theirs, and so on; without the process itself.
  static func descendants(of process: Int) -> [Int] {
    var (found, next) = ([Int](), [process])
    while let one = next.popLast() {
      let children = threads(of: one).flatMap {
        text("/proc/\(one)/task/\($0)/children").split(separator: " ").compactMap { Int($0) }
      }
      found += children
      next += children
    }
    return found
  }

  private static func threads(of process: Int) -> [Int] {
    guard let folder = opendir("/proc/\(process)/task") else { return [] }
    defer { closedir(folder) }
    var threads: [Int] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if let thread = Int(name) { threads.append(thread) }
    }
    return threads
  }

  /// Empty when it cannot be read.
  private static func text(_ path: String) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var (text, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 4096))
    while true {
      let count = read(file, &buffer, buffer.count)
      guard count > 0 else { return String(decoding: text, as: UTF8.self) }
      text += buffer.prefix(count)
    }
  }
}
