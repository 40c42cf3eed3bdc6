import Snapshots

/// Reading a whole file that is one.
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The file's bytes; of one that does not begin like a snapshot, however large, only the first.
func readFile(at path: String) throws(SnapshotFileError) -> [UInt8] {
  do {
    // A pipe or a device at the path must not block us.
    let descriptor = try retrying { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) }
    defer { close(descriptor) }
    var status = stat()
    try retrying { fstat(descriptor, &status) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw SnapshotFileError.notARegularFile(path: path) }
    let start = try bytes(of: descriptor, from: 0, atMost: 64)
    if Int(status.st_size) <= start.count || !beginsAsSnapshot(start) { return start }
    return try bytes(of: descriptor, from: 0, atMost: Int(status.st_size))
  } catch {
    throw .of(error) { .unreadable(path: path, error: $0, message: $1) }
  }
}

private func beginsAsSnapshot(_ bytes: [UInt8]) -> Bool {
  do throws(SnapshotFileError) {
    _ = try Snapshot(decoding: bytes, path: "")
  } catch .notASnapshot {
    return false
  } catch {}
  return true
}

/// Fewer than `most` when the file ends before.
private func bytes(of descriptor: CInt, from start: Int, atMost most: Int) throws -> [UInt8] {
  try Array(unsafeUninitializedCapacity: most) { buffer, count in
    while count < most {
      let room = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count..<most])
      let read = try retrying { pread(descriptor, room.baseAddress, room.count, off_t(start + count)) }
      if read == 0 { break }
      count += read
    }
  }
}
