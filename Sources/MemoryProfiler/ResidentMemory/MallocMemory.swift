#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// The memory that glibc's malloc has from the kernel, and how much of it it counts as handed out.
import CProcessMemory
import Glibc
import Snapshots

struct MallocMemory {
  /// Of all arenas but the main one, whose memory is `[heap]`.
  var heaps: [Range<UInt>] = []
  var arenas = 1
  /// Of blocks that have a mapping of their own, as far as their chain is not broken.
  var mappedBlocks: [Range<UInt>] = []

  init(maps: [MemoryMap]) {
    let pageSize = UInt(getpagesize())
    // What is unmapped meanwhile cannot be read, and is not touched. Without the file nothing is found.
    guard let memory = try? ProcFile.open("/proc/self/mem") else { return }
    defer { close(memory) }
    let read = { (address: UInt, count: Int) -> [UInt] in
      var words = [UInt](repeating: 0, count: count)
      let bytes = pread(memory, &words, count * MemoryLayout<UInt>.size, Int(bitPattern: address))
      return bytes == count * MemoryLayout<UInt>.size ? words : []
    }
    for map in maps where map.isPrivateAnonymous {
      let found = GlibcHeap.all(in: map.range, pageSize: pageSize, read: read)
      heaps += found.map(\.range)
      arenas += found.count { $0.isFirstOfArena }
      if let blocks = GlibcMappedBlocks.range(in: map.range, pageSize: pageSize, read: read) {
        mappedBlocks.append(blocks)
      }
    }
  }

  /// Bytes that malloc counts as handed out, as far as they can be resident; all of an arena's are taken to be.
  func inUse() -> Int {
    var use = mpp_malloc_use()
    guard mpp_read_malloc_use(&use) else { return 0 }
    let resident = mappedBlocks.reduce(0) { $0 + residentBytes(from: $1.lowerBound, count: $1.count) }
    return Int(use.in_arenas) + min(Int(use.mapped), resident)
  }
}
#endif
