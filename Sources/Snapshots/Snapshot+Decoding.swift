/// Reading a snapshot from bytes that may hold anything; what they mean is said in `SnapshotFormat`.

extension Snapshot {
  /// The snapshot that `encoded()` wrote, in this or any earlier release.
  ///
  /// Whatever the bytes are, this ends with a snapshot whose indices are in range, or with an error; it takes at most about
  /// 4 KiB of memory for each byte, which only bytes made for the purpose come near.
  /// - Parameter path: the file that errors name.
  public init(decoding bytes: [UInt8], path: String) throws(SnapshotFileError) {
    do {
      switch try SnapshotFormat.checkedVersion(of: bytes, path: path) {
      case 1: self = try VersionOne(bytes).snapshot()
      case 0: throw Damage("it has no version")
      case let version:
        throw SnapshotFileError.newerVersion(
          path: path, version: Int(version), readableVersion: Int(SnapshotFormat.version))
      }
    } catch let error as SnapshotFileError {
      throw error
    } catch {
      throw .damaged(path: path, detail: (error as? Damage)?.detail ?? "\(error)")
    }
  }
}

/// How it was noticed that bytes are not those that were written.
struct Damage: Error {
  let detail: String
  init(_ detail: String) { self.detail = detail }
}

extension SnapshotFormat {
  /// Checks what is the same in all versions.
  fileprivate static func checkedVersion(of bytes: [UInt8], path: String) throws -> UInt64 {
    guard bytes.prefix(magic.count).elementsEqual(magic.prefix(bytes.count)) else {
      throw SnapshotFileError.notASnapshot(path: path)
    }
    var length: UInt64 = 0
    var version: UInt64 = 0
    if bytes.count >= leastBytes {
      var header = FieldReader(bytes, in: magic.count..<headerBytes)
      version = try header.fixed(size: 4)
      length = try header.fixed(size: 8)
    }
    let expected = max(Int(clamping: length), leastBytes)
    guard bytes.count >= expected else {
      throw SnapshotFileError.truncated(path: path, bytes: bytes.count, expectedBytes: expected)
    }
    if bytes.count > expected { throw Damage("it has \(bytes.count) instead of \(expected) bytes") }
    let end = bytes.count - checksumBytes
    var checksum = FieldReader(bytes, in: end..<bytes.count)
    if try checksum.fixed(size: 8) != fnv1a(bytes[..<end]) { throw Damage("its checksum does not match") }
    return version
  }
}

/// The sections of a file of version 1.
private struct VersionOne {
  private let bytes: [UInt8]
  private var payloads: [SnapshotFormat.Section: Range<Int>] = [:]

  init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    let end = bytes.count - SnapshotFormat.checksumBytes
    var offset = SnapshotFormat.headerBytes
    while offset < end {
      var reader = FieldReader(bytes, in: offset..<end)
      guard let kind = try? reader.byte(), let payload = try? reader.range(fixed: 8) else {
        throw Damage("its sections do not fit its length")
      }
      offset = payload.upperBound
      guard let section = SnapshotFormat.Section(rawValue: kind) else { continue }
      if payloads.updateValue(payload, forKey: section) != nil {
        throw Damage("its section '\(section)' is there twice")
      }
    }
  }

  func snapshot() throws -> Snapshot {
    var snapshot = try read(.process) { try $0.process() }
    snapshot.types = try read(.types) { try $0.list(leastBytes: 1) { try $0.text() } }
    snapshot.images = try read(.images) { try $0.list(leastBytes: 4) { try $0.image() } }
    let frames = try read(.frames) { try $0.frames() }
    let nodes = try read(.tree) { try $0.nodes(frames: frames.count) }
    var callers = Callers(frames: frames, nodes: nodes, most: bytes.count * SnapshotFormat.mostFramesPerByte)
    snapshot.sites = try read(.sites) { try $0.sites(&callers, types: snapshot.types.count) }
    snapshot.blocks = try read(.blocks) { try $0.blocks(sites: snapshot.sites.count, types: snapshot.types.count) }
    return snapshot
  }

  private func read<Value>(
    _ section: SnapshotFormat.Section, _ body: (inout FieldReader) throws -> Value
  ) throws -> Value {
    guard let payload = payloads[section] else { throw Damage("its section '\(section)' is missing") }
    var reader = FieldReader(bytes, in: payload)
    guard let value = try? body(&reader), reader.bytesLeft == 0 else {
      throw Damage("its section '\(section)' contradicts itself")
    }
    return value
  }
}
