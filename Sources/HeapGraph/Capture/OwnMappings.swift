// Mappings of this module that hold addresses of blocks: no roots.
#if os(Linux)
import Glibc
import Synchronization

/// Their list stands in a mapping of its own, so that each picture has it as it was at that moment: other threads map and unmap while one
/// captures.
enum OwnMappings {
  /// The end is written first and the start is cleared first: an entry counts when 0 < start < end.
  struct Entry {
    var start: UInt = 0
    var end: UInt = 0
  }
  /// More, of graphs that somebody keeps, may hide leaks.
  private static let most = 4096
  /// Its address; 0 until something was mapped.
  private static let list = Mutex<UInt>(0)

  private static func entries(at list: UInt) -> UnsafeMutableBufferPointer<Entry> {
    let start = UnsafeMutableRawPointer(bitPattern: list)?.assumingMemoryBound(to: Entry.self)
    return UnsafeMutableBufferPointer(start: start, count: start == nil ? 0 : most)
  }

  /// Zeroed; nil when the kernel refuses.
  static func map(_ bytes: Int) -> UnsafeMutableRawPointer? {
    guard let memory = mapUnlisted(bytes) else { return nil }
    add(memory, bytes)
    return memory
  }

  private static func mapUnlisted(_ bytes: Int) -> UnsafeMutableRawPointer? {
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | Int32(MAP_NORESERVE)
    let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, -1, 0)
    return memory == MAP_FAILED ? nil : memory
  }

  static func add(_ start: UnsafeMutableRawPointer, _ bytes: Int) {
    list.withLock { list in
      if list == 0 { list = UInt(bitPattern: mapUnlisted(most * MemoryLayout<Entry>.stride)) }
      let entries = entries(at: list)
      guard let free = entries.firstIndex(where: { $0.start == 0 }) else { return }
      entries[free].end = UInt(bitPattern: start) + UInt(bytes)
      entries[free].start = UInt(bitPattern: start)
    }
  }

  /// Empties it before it is off the list.
  static func unmap(_ start: UnsafeMutableRawPointer, _ bytes: Int) {
    madvise(start, bytes, MADV_DONTNEED)
    list.withLock { list in
      let entries = entries(at: list)
      if let index = entries.firstIndex(where: { $0.start == UInt(bitPattern: start) }) { entries[index].start = 0 }
    }
    munmap(start, bytes)
  }

  /// As the picture has them.
  static func all(in reader: MemoryReader) -> [Range<UInt>] {
    let list = list.withLock { $0 }
    guard list != 0 else { return [] }
    return reader.bytes(at: list, count: most * MemoryLayout<Entry>.stride).withUnsafeBytes { bytes in
      bytes.bindMemory(to: Entry.self).filter { 0 < $0.start && $0.start < $0.end }.map { $0.start..<$0.end }
    }
  }
}
#endif
