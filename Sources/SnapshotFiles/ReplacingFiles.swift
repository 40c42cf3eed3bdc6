import Snapshots

/// Writing a file so that nobody ever finds half of it.
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Puts the bytes at the path, all or none of them.
func replaceFile(
  at path: String, with bytes: [UInt8], calls: WritingCalls = WritingCalls()
) throws(SnapshotFileError) {
  do {
    let target = try target(of: path)
    let temporary = try TemporaryFile(beside: target)
    do {
      try temporary.fill(with: bytes, calls)
      try retrying { calls.move(temporary.path, target) }
    } catch {
      unlink(temporary.path)
      throw error
    }
  } catch {
    throw .of(error) { .unwritable(path: path, error: $0, message: $1) }
  }
}

/// Where links lead to, if there is a file.
private func target(of path: String) throws -> String {
  switch try fileType(at: path) {
  case nil: return path
  case S_IFREG: return try resolved(path)
  default: throw SnapshotFileError.notARegularFile(path: path)
  }
}

/// The path without symbolic links.
private func resolved(_ path: String) throws -> String {
  guard let text = realpath(path, nil) else { throw SystemError.last }
  defer { free(text) }
  return String(cString: text)
}

/// A new file that only its owner may read, open for writing until it is filled.
private struct TemporaryFile {
  let path: String
  private let descriptor: CInt

  /// In the folder of `target`, so that it can be renamed to it. The name does not grow with the target's.
  init(beside target: String) throws {
    let folder = target.lastIndex(of: "/").map { target[...$0] } ?? ""
    path = folder + ".mprof-" + String(UInt64.random(in: 0 ... .max), radix: 36)
    descriptor = try retrying { [path] in open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
  }

  func fill(with bytes: [UInt8], _ calls: WritingCalls) throws {
    do {
      // Whatever the process's umask takes away.
      try retrying { fchmod(descriptor, 0o600) }
      try write(bytes, calls)
      try retrying { calls.flush(descriptor) }
    } catch {
      _ = calls.end(descriptor)
      throw error
    }
    // Not repeated: after an interrupted close the descriptor may be somebody else's.
    if calls.end(descriptor) != 0, errno != EINTR { throw SystemError.last }
  }

  private func write(_ bytes: [UInt8], _ calls: WritingCalls) throws {
    try bytes.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let piece = UnsafeRawBufferPointer(rebasing: bytes[offset..<min(bytes.count, offset + largestPiece)])
        offset += try retrying { calls.put(descriptor, piece.baseAddress!, piece.count) }
      }
    }
  }
}

/// Some systems refuse 2 GiB at once.
private let largestPiece = 1 << 30
