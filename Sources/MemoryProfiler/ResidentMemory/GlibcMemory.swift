// Where glibc's malloc has its memory, from the marks that it leaves there. Pure over what reads a word.

/// A heap of an arena other than the main one: `heap_info` at a multiple of its largest size, the same in every glibc
/// since 2.1: the arena, the previous heap of the arena, bytes in use, bytes readable and writable.
struct GlibcHeap: Equatable {
  /// HEAP_MAX_SIZE on 64-bit machines: each heap starts at a multiple of it.
  static let alignment: UInt = 64 << 20

  var range: Range<UInt>
  /// Each arena has exactly one first heap, and keeps it for ever.
  var isFirstOfArena: Bool

  /// nil when no heap starts at `address`. `words` are the four that stand there.
  init?(at address: UInt, words: [UInt], within map: Range<UInt>, pageSize: UInt) {
    guard words.count == 4 else { return nil }
    let (arena, previous, used, writable) = (words[0], words[1], words[2], words[3])
    let firstHeap = arena / Self.alignment * Self.alignment
    // The arena's record stands right behind the mark of its first heap.
    guard firstHeap > 0, (16...256).contains(arena - firstHeap), (previous == 0) == (firstHeap == address),
      previous % Self.alignment == 0, used > 0, used <= writable, used % pageSize == 0, writable % pageSize == 0,
      writable <= Self.alignment
    else { return nil }
    range = address..<min(address + writable, map.upperBound)  // it may have grown since the maps were read
    isFirstOfArena = previous == 0
  }

  /// All in `map`. Reading costs one call for each 64 MiB of it.
  static func all(in map: Range<UInt>, pageSize: UInt, read: (UInt, Int) -> [UInt]) -> [GlibcHeap] {
    let first = (map.lowerBound + alignment - 1) / alignment * alignment
    return stride(from: first, to: map.upperBound, by: Int(alignment)).compactMap { address in
      GlibcHeap(at: address, words: read(address, 4), within: map, pageSize: pageSize)
    }
  }
}

/// Blocks for which glibc asked the kernel one by one: each starts with a zero word and its length with bit 1 set. The
/// kernel joins neighbours, the newest first.
enum GlibcMappedBlocks {
  private static let isMapped: UInt = 2
  private static let flags: UInt = 7

  /// From the start of `map` as far as one follows another.
  static func range(in map: Range<UInt>, pageSize: UInt, read: (UInt, Int) -> [UInt]) -> Range<UInt>? {
    var end = map.lowerBound
    while end < map.upperBound {
      let words = read(end, 2)
      guard words.count == 2, words[0] == 0, words[1] & flags == isMapped else { break }
      let length = words[1] & ~flags
      guard length > 0, length % pageSize == 0, length <= map.upperBound - end else { break }
      end += length
    }
    return end == map.lowerBound ? nil : map.lowerBound..<end
  }
}
