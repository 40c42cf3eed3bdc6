/// Why a snapshot could not be read or written. `description` is one sentence without a full stop: what is wrong with which
/// file, and what to do where that is not plain.
public enum SnapshotFileError: Error, Hashable, Sendable {
  /// The file begins with something else than snapshots do.
  case notASnapshot(path: String)
  /// The file ends too early. Where even its header is not complete, `expectedBytes` is the least that a snapshot takes.
  case truncated(path: String, bytes: Int, expectedBytes: Int)
  /// The bytes are not those that were written; `detail` says how that was noticed.
  case damaged(path: String, detail: String)
  /// The file's format version is above `readableVersion`, the highest that this library knows.
  case newerVersion(path: String, version: Int, readableVersion: Int)
  /// The path names something else than a regular file: a folder, a pipe, a device.
  case notARegularFile(path: String)
  /// The operating system refused to read; `error` is `errno`, `message` the system's words for it.
  case unreadable(path: String, error: Int32, message: String)
  /// The operating system refused to write; whatever was at the path before is still there.
  case unwritable(path: String, error: Int32, message: String)
}

extension SnapshotFileError: CustomStringConvertible {
  /// One sentence without a full stop.
  public var description: String {
    switch self {
    case .notASnapshot(let path):
      "\(path) is not a snapshot file: choose one that `Snapshot.write(to:)` wrote"
    case .truncated(let path, let bytes, let expectedBytes):
      "\(path) is truncated, it has \(bytes) of \(expectedBytes) bytes: copy it again or take a new snapshot"
    case .damaged(let path, let detail):
      "\(path) is damaged, \(detail): copy it again or take a new snapshot"
    case .newerVersion(let path, let version, let readableVersion):
      "\(path) has format version \(version) and this program reads versions up to \(readableVersion): "
        + "read it with a newer release of the memory profiler"
    case .notARegularFile(let path):
      "\(path) is not a regular file: choose another path"
    case .unreadable(let path, _, let message):
      "\(path) cannot be read: \(message)"
    case .unwritable(let path, _, let message):
      "\(path) cannot be written: \(message)"
    }
  }
}
