import Snapshots
import Testing

@testable import MemoryProfiler

private func map(_ range: Range<UInt>, _ name: String = "", inode: UInt = 0, resident: Int) -> MemoryMap {
  MemoryMap(range: range, permissions: "rw-p", inode: inode, name: name, resident: resident)
}

private let maps = [
  map(0x1000..<0x9000, "/bin/app", inode: 3, resident: 0x4000),
  map(0x10000..<0x20000, "[heap]", resident: 0x8000),
  map(0x40000..<0x60000, resident: 0x10000),  // two arenas' worth: the tracer's first half, then malloc's
  map(0x70000..<0x80000, resident: 0x3000),  // a thread's stack
  map(0x90000..<0xa0000, resident: 0x5000),  // nobody's
  map(0xf0000..<0xf8000, "[stack]", resident: 0x2000),
]

@Test func eachMapCountsForItsOwnerAndTheRestIsUnexplained() {
  let facts = MemoryFacts(
    resident: 0x40000,
    claims: [
      MemoryClaim(range: 0x50000..<0x60000, owner: .malloc), MemoryClaim(range: 0x40000..<0x50000, owner: .tracer),
    ], arenas: 2, stackAddresses: [0x7ff00], threads: 2, live: 0x9000, liveIsTraced: true, liveRemark: "traced")
  let breakdown = MemoryBreakdown(maps: maps, facts: facts) { $0 == 0x40000..<0x50000 ? 0x6000 : 0xa000 }
  #expect(breakdown.mappedFiles == 0x4000)
  #expect(breakdown.tracer == 0x6000)
  #expect(breakdown.live == 0x9000)
  #expect(breakdown.retained == 0x8000 + 0xa000 - 0x9000)
  #expect(breakdown.threadStacks == 0x3000 + 0x2000)
  #expect(breakdown.anonymousMaps == 0x5000)
  #expect(breakdown.unexplained == 0x40000 - 0x26000)
  #expect(breakdown.arenas == 2 && breakdown.threads == 2 && breakdown.liveIsTraced)
}

@Test func liveBytesNeverExceedWhatMallocHasInMemory() {
  let breakdown = MemoryBreakdown(maps: maps, facts: MemoryFacts(live: 1 << 30)) { _ in 0 }
  #expect(breakdown.live == 0x8000)
  #expect(breakdown.retained == 0)
}

@Test func aStackInsideMallocsMemoryStaysMallocs() {
  let facts = MemoryFacts(
    claims: [MemoryClaim(range: 0x70000..<0x80000, owner: .malloc)], stackAddresses: [0x7ff00], threads: 2)
  let breakdown = MemoryBreakdown(maps: maps, facts: facts) { _ in 0 }
  #expect(breakdown.threadStacks == 0x2000)
  #expect(breakdown.retained == 0x8000 + 0x3000)
}

@Test func overlappingClaimsCountOnce() {
  let facts = MemoryFacts(
    claims: [
      MemoryClaim(range: 0x8000..<0x9a000, owner: .malloc), MemoryClaim(range: 0x90000..<0xa0000, owner: .tracer),
    ])
  let breakdown = MemoryBreakdown(maps: maps, facts: facts) { $0.count / 4 }
  #expect(breakdown.tracer == 0x1800)
  #expect(breakdown.anonymousMaps == 0x5000 - 0x2800 - 0x1800)
}

private let page: UInt = 4096
private let heapStart: UInt = 0x7f59_0c00_0000

@Test func heapsOfArenasAreFoundInsideALargerMap() {
  let second = heapStart + GlibcHeap.alignment
  let words: [UInt: [UInt]] = [
    heapStart: [heapStart + 0x30, 0, GlibcHeap.alignment, GlibcHeap.alignment],
    second: [heapStart + 0x30, heapStart, 2 * page, 3 * page],
  ]
  let found = GlibcHeap.all(in: heapStart - page..<second + 3 * page, pageSize: page) { at, _ in words[at] ?? [] }
  #expect(found.map(\.range) == [heapStart..<second, second..<second + 3 * page])
  #expect(found.map(\.isFirstOfArena) == [true, false])
}

@Test(arguments: [
  [0, 0, 2 * page, 2 * page],  // no arena
  [heapStart + 0x30, 0, 3 * page, 2 * page],  // more used than there is
  [heapStart + 0x30, 0, 2 * page, GlibcHeap.alignment + page],  // larger than a heap can be
  [heapStart + 0x30, 0, 100, 2 * page],  // not whole pages
  [heapStart + 0x3000, 0, 2 * page, 2 * page],  // the arena's record elsewhere
  [heapStart + 0x30, heapStart, 2 * page, 2 * page],  // a first heap has none before it
  [],  // cannot be read
])
func whatOnlyResemblesAHeapIsNone(_ words: [UInt]) {
  #expect(GlibcHeap(at: heapStart, words: words, within: heapStart..<heapStart + 4 * page, pageSize: page) == nil)
}

@Test func aHeapThatGrewSinceTheMapsWereReadEndsWithItsMap() {
  let map = heapStart..<heapStart + 4 * page
  let heap = GlibcHeap(at: heapStart, words: [heapStart + 0x30, 0, 9 * page, 9 * page], within: map, pageSize: page)
  #expect(heap?.range == map)
}

@Test func mappedBlocksAreFollowedAsFarAsTheyChain() {
  let words: [UInt: [UInt]] = [0x10000: [0, 3 * page | 2], 0x13000: [0, 2 * page | 2], 0x15000: [7, 9]]
  let read = { (at: UInt, _: Int) -> [UInt] in words[at] ?? [] }
  #expect(GlibcMappedBlocks.range(in: 0x10000..<0x20000, pageSize: page, read: read) == 0x10000..<0x15000)
  #expect(GlibcMappedBlocks.range(in: 0x13000..<0x14000, pageSize: page, read: read) == nil)
  #expect(GlibcMappedBlocks.range(in: 0x15000..<0x20000, pageSize: page, read: read) == nil)
}
