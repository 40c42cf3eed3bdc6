// Memory for results, outside of malloc: the copy writes into it, and what it holds (addresses) must not look like references in a later
// capture.
#if os(Linux)
import CHeapScan

/// Hands out zeroed pieces of a mapping from the front.
struct SharedRoom {
  let start: UnsafeMutableRawPointer
  let bytes: Int
  private(set) var used = 0

  init(start: UnsafeMutableRawPointer, bytes: Int) {
    self.start = start
    self.bytes = bytes
  }

  /// The room was measured before: see `RoomPlan`.
  mutating func take<T>(_ type: T.Type, count: Int) -> UnsafeMutablePointer<T> {
    let place = start + used
    used += RoomPlan.bytes(type, count: count)
    precondition(used <= bytes, "The heap graph's room was measured too small.")
    return place.bindMemory(to: type, capacity: count)
  }

  /// All that is left.
  mutating func takeRest() -> UnsafeMutableRawBufferPointer {
    defer { used = bytes }
    return UnsafeMutableRawBufferPointer(start: start + used, count: bytes - used)
  }
}

/// How much room a heap of so many blocks needs, before it is known what they hold. Untouched pages cost address space alone.
struct RoomPlan {
  let blocks: Int
  let references: Int
  static let mapsText = 32 << 20
  static let readBytes = 1 << 20
  /// For policies and ranges: as many types and mappings as no process has.
  static let tableBytes = 128 << 20
  static let arenas = 1 << 14

  /// - Parameter bytes: requested, of so many blocks.
  init(live blocks: Int, bytes: Int) {
    // Other threads go on until they are stopped.
    self.blocks = blocks + blocks / 4 + 1 << 16
    // Usable bytes are at most 24 more than requested ones; mappings of their own have up to a page.
    references = (bytes + bytes / 2) / 8 + self.blocks * 4 + 1 << 20
  }

  static func bytes<T>(_ type: T.Type, count: Int) -> Int { (count * MemoryLayout<T>.stride + 63) & ~63 }

  /// What is handed out before the copy has found the references, and these, and a root for each block at most.
  var sharedBytes: Int {
    blocks * (8 + 8 + 8 + 4 + 16 + 2) + references * 4 + Self.mapsText + Self.readBytes + Self.tableBytes
      + Self.arenas * 8 + RootRanges.most * MemoryLayout<mhs_source_range>.stride
  }

  /// The copy's own: an index of pages and a stack of blocks.
  var workBytes: Int { blocks * 96 + references / 2 + 256 << 20 }
}
#endif
