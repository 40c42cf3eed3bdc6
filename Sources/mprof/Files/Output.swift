import SnapshotFiles

/// Where a command's result goes: a file, which is replaced as a whole, or standard output.
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

struct Output {
  /// nil for standard output.
  let path: String?

  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  static var standardErrorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// One line on standard error.
  static func say(_ sentence: String) { _ = writeAll(Array("mprof: \(sentence).\n".utf8), to: STDERR_FILENO) }

  func put(_ bytes: [UInt8]) throws {
    if let path { return try replaceFile(at: path, with: bytes) }
    if let message = writeAll(bytes, to: STDOUT_FILENO) { throw OutputError(message: message) }
  }
}

/// Standard output refused.
struct OutputError: Error, CustomStringConvertible {
  /// The system's words.
  let message: String
  var description: String { "Standard output cannot be written: \(message)" }
}

/// One line on standard error; then the process ends.
func endProcess(status: CInt, _ message: String) -> Never {
  _ = writeAll(Array("mprof: \(message.hasSuffix(".") ? message : message + ".")\n".utf8), to: STDERR_FILENO)
  exit(status)
}

/// nil, or the system's words for why not.
private func writeAll(_ bytes: [UInt8], to descriptor: CInt) -> String? {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if count >= 0 {
      rest = rest.dropFirst(count)
    } else if errno != EINTR {
      return String(cString: strerror(errno))
    }
  }
  return nil
}
