#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// The text of a source file, when it is on this machine.
import Glibc
import Reports

/// Larger files are not source code that somebody reads line by line.
private let largestSource = 32 << 20

/// The lines of a file; invalid UTF-8 is repaired.
func sourceLines(of path: String) -> Result<[String], MissingText> {
  let file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
  guard file >= 0 else {
    return .failure(MissingText("\(displayedPath(path)): \(String(cString: strerror(errno)))"))
  }
  defer { close(file) }
  var status = stat()
  guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= largestSource else {
    return .failure(MissingText("\(displayedPath(path)) is not a source file"))
  }
  let bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
    while count < buffer.count {
      let more = read(file, buffer.baseAddress! + count, buffer.count - count)
      if more <= 0 { break }
      count += more
    }
  }
  let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  return .success(lines.map { String(decoding: $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0, as: UTF8.self) })
}
#endif
