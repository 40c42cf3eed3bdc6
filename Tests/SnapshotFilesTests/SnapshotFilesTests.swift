// Snapshots in files: all or nothing, for the owner only, and one sentence for what goes wrong.
import Foundation
import Snapshots
import Testing

@testable import SnapshotFiles

@Suite struct SnapshotFilesTests {
  private let folder: String
  private let cleanup: Cleanup

  init() throws {
    cleanup = try Cleanup()
    folder = cleanup.folder
  }

  private let snapshot = Snapshot(
    sites: [AllocationSite(traceback: Traceback(frames: []), live: BlockTotal(blocks: 1, bytes: 5))], types: ["A"],
    maximumFrames: 1, creationTime: .seconds(7))
  private let other = Snapshot(sites: [], maximumFrames: 2, creationTime: .zero)

  private func sentence(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  private func mode(_ path: String) throws -> mode_t {
    var status = stat()
    try #require(stat(path, &status) == 0)
    return status.st_mode & 0o7777
  }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
  }

  // MARK: What is written is read

  @Test func aSnapshotIsReadAsItWasWritten() throws {
    try snapshot.write(to: folder + "/a")
    #expect(try Snapshot(contentsOf: folder + "/a") == snapshot)
    #expect(try names == ["a"])
  }

  @Test func theFileIsItsOwnersAloneWhateverTheMaskAndWhatWasThere() throws {
    try Data().write(to: URL(fileURLWithPath: folder + "/a"))
    #expect(chmod(folder + "/a", 0o644) == 0)
    try snapshot.write(to: folder + "/a")
    #expect(try mode(folder + "/a") == 0o600)
    try snapshot.write(to: folder + "/b")
    #expect(try mode(folder + "/b") == 0o600)
  }

  @Test func aNameAsLongAsNamesMayBeIsWritten() throws {
    let path = folder + "/" + String(repeating: "n", count: 255)
    try snapshot.write(to: path)
    #expect(try Snapshot(contentsOf: path) == snapshot)
  }

  @Test func aFileThatALinkLeadsToIsReplacedAndTheLinkStays() throws {
    try FileManager.default.createDirectory(atPath: folder + "/deep", withIntermediateDirectories: false)
    try other.write(to: folder + "/deep/file")
    #expect(symlink("deep/file", folder + "/link") == 0)
    try snapshot.write(to: folder + "/link")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link") == "deep/file")
    #expect(try Snapshot(contentsOf: folder + "/deep/file") == snapshot)
    #expect(try Snapshot(contentsOf: folder + "/link") == snapshot)
  }

  @Test func aLinkThatLeadsNowhereIsReplaced() throws {
    #expect(symlink("nowhere", folder + "/link") == 0)
    try snapshot.write(to: folder + "/link")
    #expect(try names == ["link"])
    #expect(try Snapshot(contentsOf: folder + "/link") == snapshot)
  }

  // MARK: What cannot be written

  @Test func aFolderThatIsNotThereIsSaidSo() {
    let path = folder + "/none/a"
    #expect(
      sentence { try snapshot.write(to: path) }
        == "\(path) cannot be written: No such file or directory")
  }

  @Test func aFolderWithoutPermissionIsSaidSo() throws {
    let calls = WritingCalls(move: { _, _ in failure(EACCES) })
    let path = folder + "/a"
    #expect(
      sentence { try replaceFile(at: path, with: [1], calls: calls) }
        == "\(path) cannot be written: Permission denied")
    #expect(try names == [])
  }

  @Test func aFolderOrADeviceOrAPipeIsNotReplaced() throws {
    #expect(mkfifo(folder + "/pipe", 0o600) == 0)
    for path in [folder, "/dev/full", folder + "/pipe"] {
      #expect(
        sentence { try snapshot.write(to: path) }
          == "\(path) is not a regular file: choose another path")
    }
    #expect(try names == ["pipe"])
  }

  /// Each call that can fail, after a part was written.
  @Test(arguments: 0..<4) func aFailureLeavesTheOldFileAndNothingElse(step: Int) throws {
    let path = folder + "/a"
    try other.write(to: path)
    let (full, broken) = ("No space left on device", "Input/output error")
    let all: [(calls: WritingCalls, message: String)] = [
      (WritingCalls(put: { $2 > 3 ? write($0, $1, 3) : failure(ENOSPC) }), full),
      (WritingCalls(flush: { _ in failure(EIO) }), broken),
      (WritingCalls(end: { close($0) == 0 ? failure(EIO) : 0 }), broken),
      (WritingCalls(move: { _, _ in failure(ENOSPC) }), full),
    ]
    let (calls, message) = all[step]
    #expect(
      sentence { try replaceFile(at: path, with: snapshot.encoded(), calls: calls) }
        == "\(path) cannot be written: \(message)")
    #expect(try names == ["a"])
    #expect(try Snapshot(contentsOf: path) == other)
  }

  @Test func shortWritesAndInterruptionsAreGoneOnWith() throws {
    var isInterrupted = false
    func interrupted<Count: SignedInteger>(_ call: () -> Count) -> Count {
      isInterrupted.toggle()
      return isInterrupted ? failure(EINTR) : call()
    }
    let calls = WritingCalls(
      put: { descriptor, bytes, count in interrupted { write(descriptor, bytes, min(count, 5)) } },
      flush: { descriptor in interrupted { fsync(descriptor) } },
      move: { old, new in interrupted { rename(old, new) } })
    try replaceFile(at: folder + "/a", with: snapshot.encoded(), calls: calls)
    #expect(try Snapshot(contentsOf: folder + "/a") == snapshot)
    #expect(try names == ["a"])
  }

  @Test func anInterruptedCloseIsNotRepeated() throws {
    var count = 0
    let calls = WritingCalls(end: {
      count += 1
      return close($0) == 0 ? failure(EINTR) : 0
    })
    try replaceFile(at: folder + "/a", with: snapshot.encoded(), calls: calls)
    #expect(count == 1)
  }

  // MARK: What cannot be read

  @Test func aFileThatIsNotThereIsSaidSo() {
    let path = folder + "/none"
    #expect(
      sentence { _ = try Snapshot(contentsOf: path) }
        == "\(path) cannot be read: No such file or directory")
  }

  @Test func aFolderADeviceOrAPipeIsNotRead() {
    #expect(mkfifo(folder + "/pipe", 0o600) == 0)
    for path in [folder, "/dev/zero", folder + "/pipe"] {
      #expect(
        sentence { _ = try Snapshot(contentsOf: path) }
          == "\(path) is not a regular file: choose another path")
    }
  }

  @Test func anotherFileIsNotASnapshotHoweverLargeItIs() throws {
    let path = folder + "/large"
    let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
    defer { close(descriptor) }
    // A hole of a tebibyte, which no memory holds.
    #expect(ftruncate(descriptor, 1 << 40) == 0)
    #expect(
      sentence { _ = try Snapshot(contentsOf: path) }
        == "\(path) is not a snapshot file: choose one that `Snapshot.write(to:)` wrote")
  }

  @Test func aTruncatedFileAndAnEmptyOneSayHowMuchThereIs() throws {
    let (path, bytes) = (folder + "/a", snapshot.encoded())
    for count in [0, 10, bytes.count - 1] {
      try Data(bytes.prefix(count)).write(to: URL(fileURLWithPath: path))
      let expected = count < 28 ? 28 : bytes.count
      #expect(
        sentence { _ = try Snapshot(contentsOf: path) }
          == "\(path) is truncated, it has \(count) of \(expected) bytes: copy it again or take a new snapshot")
    }
  }

  @Test func aDamagedFileIsNamed() throws {
    let path = folder + "/a"
    var bytes = snapshot.encoded()
    bytes[50] ^= 4
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    #expect(
      sentence { _ = try Snapshot(contentsOf: path) }
        == "\(path) is damaged, its checksum does not match: copy it again or take a new snapshot")
  }
}

/// What a system call returns that fails so.
private func failure<Count: SignedInteger>(_ number: Int32) -> Count {
  errno = number
  return -1
}

/// A temporary folder that goes away with its last user.
private final class Cleanup: Sendable {
  let folder: String

  init() throws {
    let made = NSTemporaryDirectory() + "/snapshots-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: made, withIntermediateDirectories: true)
    folder = URL(fileURLWithPath: made).resolvingSymlinksInPath().path
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }
}
