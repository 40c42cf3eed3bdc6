// One thread, real work: what the tracer counted is compared with what Valgrind's DHAT counts for this same binary.
// Started with MPROF_FRAMES it prints its counts; without, it only does the work.
//
// Nothing here grows an array or a string: their new capacity follows malloc_usable_size, which is larger under glibc
// than under Valgrind, so that the program itself would do something else there.
import Glibc
import MemoryProfiler

final class Item {
  let name: String
  let parts: [Int]
  let next: Item?
  init(_ number: Int, next: Item?) {
    name = String(repeating: "a name ", count: number % 7 + 3)
    parts = Array(repeating: number, count: number % 50 + 1)
    self.next = next
  }
}

/// Items, alone and in a dictionary; half of them go before the next thousand comes.
@inline(never) func items() -> Int {
  var count = 0
  var newest: Item?
  for thousand in 0..<5 {
    var byNumber = [Int: Item](minimumCapacity: 1000)
    for number in 0..<1000 {
      newest = Item(thousand * 1000 + number, next: number % 2 == 0 ? newest : nil)
      byNumber[number] = newest
    }
    count += byNumber.values.reduce(0) { $0 + $1.parts.count }
  }
  return count
}

/// Every way in which libc hands out memory, sizes from 1 byte to those that it maps.
@inline(never) func blocks() -> Int {
  let kept = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: 1000)
  kept.initialize(repeating: nil, count: 1000)
  for index in 0..<1000 {
    let size = index * 301 + 1
    var aligned: UnsafeMutableRawPointer?
    posix_memalign(&aligned, 256, size)
    kept[index] = malloc(size)
    if index % 3 == 0 { kept[index] = realloc(kept[index], size / 2 + 1) }
    if index % 3 == 1 { kept[index] = realloc(kept[index], size * 3) }
    free(calloc(size / 8 + 1, 8))
    free(aligned)
    if index % 5 != 0 { free(kept[index / 2]) }
    if index % 5 != 0 { kept[index / 2] = nil }
  }
  return (0..<1000).reduce(0) { $0 + (kept[$1] == nil ? 0 : 1) }
}

guard items() + blocks() > 0 else { exit(1) }
if AllocationTracer.isTracing {
  let snapshot = try AllocationTracer.snapshot()
  let peak = snapshot.sites.reduce(BlockTotal.zero) { $0 + $1.peak }
  let totals = snapshot.totals
  print("Total: \(totals.total.bytes) bytes in \(totals.total.blocks) blocks")
  print("At t-gmax: \(peak.bytes) bytes in \(peak.blocks) blocks")
  print("At t-end: \(totals.live.bytes) bytes in \(totals.live.blocks) blocks")
  print("peak of the process: \(totals.peakBytes)")
}
fflush(nil)
_exit(0)
