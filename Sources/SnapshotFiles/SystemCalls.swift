import Snapshots

/// The calls of the operating system that files are made with.
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What can fail half-way; tests put failures in their place. Each sets `errno` as the system's does.
struct WritingCalls {
  var put: (CInt, UnsafeRawPointer, Int) -> Int = { write($0, $1, $2) }
  var flush: (CInt) -> CInt = { fsync($0) }
  var end: (CInt) -> CInt = { close($0) }
  var move: (String, String) -> CInt = { rename($0, $1) }
}

/// An `errno` value as something to throw.
struct SystemError: Error {
  let number: Int32
  /// That of the call before.
  static var last: SystemError { SystemError(number: errno) }

  /// The operating system's words.
  var message: String { strerror(number).map { String(cString: $0) } ?? "error \(number)" }
}

extension SnapshotFileError {
  /// An error of this type itself; one of the system as what `make` makes of its number and words.
  static func of(_ error: any Error, _ make: (Int32, String) -> SnapshotFileError) -> SnapshotFileError {
    if let error = error as? SnapshotFileError { return error }
    let system = error as? SystemError ?? SystemError(number: EIO)
    return make(system.number, system.message)
  }
}

/// Repeats a call that a signal interrupted; -1 becomes an error.
@discardableResult
func retrying<Count: SignedInteger>(_ call: () -> Count) throws(SystemError) -> Count {
  while true {
    let result = call()
    if result >= 0 { return result }
    if errno != EINTR { throw .last }
  }
}

/// nil when there is nothing at the path, after following links.
func fileType(at path: String) throws(SystemError) -> mode_t? {
  var status = stat()
  if stat(path, &status) == 0 { return status.st_mode & S_IFMT }
  if errno == ENOENT { return nil }
  throw .last
}
