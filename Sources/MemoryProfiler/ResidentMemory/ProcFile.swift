#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// Reading files of /proc, without Foundation.
import Glibc

/// An errno value.
struct SystemError: Error, Equatable {
  var code: Int32
  var reason: String { String(cString: strerror(code)) }
}

enum ProcFile {
  static func open(_ path: String, in directory: Int32 = AT_FDCWD, _ flags: Int32 = 0) throws(SystemError) -> Int32 {
    let file = openat(directory, path, O_RDONLY | O_CLOEXEC | flags)
    guard file >= 0 else { throw SystemError(code: errno) }
    return file
  }

  /// The file, piece by piece: a large one must not show in the very memory that it is about.
  static func read(
    _ path: String, in directory: Int32 = AT_FDCWD, _ piece: (UnsafeRawBufferPointer) -> Void
  ) throws(SystemError) {
    let file = try open(path, in: directory)
    defer { close(file) }
    let failure = withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 16) { buffer -> Int32 in
      while true {
        let count = Glibc.read(file, buffer.baseAddress, buffer.count)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { return count < 0 ? errno : 0 }
        piece(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
    }
    if failure != 0 { throw SystemError(code: failure) }
  }

  static func bytes(_ path: String, in directory: Int32 = AT_FDCWD) throws(SystemError) -> [UInt8] {
    var bytes: [UInt8] = []
    try read(path, in: directory) { bytes += $0 }
    return bytes
  }

  /// The entries of a folder that are numbers: processes, threads. Empty when it cannot be read.
  static func numbers(in path: String) -> [Int32] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var numbers: [Int32] = []
    while let entry = readdir(folder) {
      let number = withUnsafeBytes(of: &entry.pointee.d_name) { name in
        Int32(String(decoding: name.prefix { $0 != 0 }, as: UTF8.self))
      }
      if let number { numbers.append(number) }
    }
    return numbers
  }
}
#endif
