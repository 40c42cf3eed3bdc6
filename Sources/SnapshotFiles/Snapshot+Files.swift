/// Snapshots as files; the bytes are those of `Snapshot.encoded()`.
import Snapshots

extension Snapshot {
  /// Writes the snapshot so that at any time either what was there before or all of the snapshot is at the path: to a
  /// temporary file in the same folder, which is flushed to the disk and renamed. On failure it is removed again.
  ///
  /// The file is its owner's alone (mode 0600), as is what it replaces, since paths and types of a program are nobody
  /// else's business. Where the path is a symbolic link to a file, that file is replaced and the link stays; a
  /// link that leads nowhere is replaced itself.
  /// - Throws: `unwritable` with the system's reason; `notARegularFile` for a folder, a device or a pipe.
  public func write(to path: String) throws(SnapshotFileError) {
    try OwnWork.run { () throws(SnapshotFileError) in try replaceFile(at: path, with: encoded()) }
  }

  /// Reads a snapshot that `write(to:)` wrote, in this or any earlier release.
  /// - Throws: what is wrong with the file; one that is not a regular file is not waited for.
  public init(contentsOf path: String) throws(SnapshotFileError) {
    self = try OwnWork.run { () throws(SnapshotFileError) in try Snapshot(decoding: readFile(at: path), path: path) }
  }
}
