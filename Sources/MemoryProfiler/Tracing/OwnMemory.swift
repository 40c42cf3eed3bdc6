#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// What the recorder's tables take of RSS: most of what it maps is never touched.
import CAllocationRecorder
import Glibc

enum OwnMemory {
  /// Resident bytes of all that the recorder has mapped.
  static func resident() -> Int {
    var sum = 0
    withUnsafeMutablePointer(to: &sum) { sum in
      mpr_visit_own_memory(
        { start, bytes, sum in
          sum!.assumingMemoryBound(to: Int.self).pointee += residentBytes(from: start, count: bytes)
        }, sum)
    }
    return sum
  }
}

/// How much of a range is in memory, in whole pages, by mincore; 0 for what is not mapped.
func residentBytes(from start: UInt, count: Int) -> Int {
  let pageSize = UInt(getpagesize())
  let pagesAtOnce = 1 << 16
  var resident = 0
  let pages = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: pagesAtOnce)
  defer { pages.deallocate() }
  var address = start / pageSize * pageSize
  let end = (start + UInt(count) + pageSize - 1) / pageSize * pageSize
  while address < end {
    let count = min(Int((end - address) / pageSize), pagesAtOnce)
    let failure = mincore(UnsafeMutableRawPointer(bitPattern: address), count * Int(pageSize), pages.baseAddress)
    if failure == 0 { resident += pages.prefix(count).count { $0 & 1 != 0 } }
    address += UInt(count) * pageSize
  }
  return resident * Int(pageSize)
}
#endif
