import Snapshots

/// Files other than snapshots, with the promises of `Snapshot.write(to:)`.

/// Puts the bytes at the path, all or none of them; the file is its owner's alone.
package func replaceFile(at path: String, with bytes: [UInt8]) throws(SnapshotFileError) {
  try replaceFile(at: path, with: bytes, calls: WritingCalls())
}
