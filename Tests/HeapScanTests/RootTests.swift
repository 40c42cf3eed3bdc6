// References from outside of the blocks.
import CHeapScan
import Testing

@Suite struct Roots {
  let heap = FakeHeap()
  let first: UInt
  let second: UInt
  /// Where a test's range starts; no block is near.
  let outside: UInt

  init() {
    first = heap.block(at: 1024, bytes: 64)
    second = heap.block(at: 1088, bytes: 64)
    outside = heap.start + 1 << 20
  }

  @Test func theFirstReferenceToABlockIsItsRoot() throws {
    for (place, word) in [first + 8, 1, second, first].enumerated() { heap[outside + UInt(8 * place)] = word }
    let roots = try #require(heap.roots(in: [range(outside, 32, source: 5)]))
    #expect(roots.map(\.place) == [UInt64(outside), UInt64(outside) + 16])
    #expect(roots.map(\.block) == [0, 1])
    #expect(roots.map(\.source) == [5, 5])
  }

  @Test func eachRangeHasItsSource() throws {
    heap[outside] = first
    heap[outside + 4096] = second
    let roots = try #require(heap.roots(in: [range(outside, 64, source: 1), range(outside + 4096, 64, source: 2)]))
    #expect(roots.map(\.source) == [1, 2])
  }

  @Test func spareBitsAndSideTablesAreTriedAsInBlocks() throws {
    heap[outside] = first | 0x8000_0000_0000_0003
    heap[outside + 8] = 3 << 62 | second >> 3
    #expect(try #require(heap.roots(in: [range(outside, 16)])).map(\.block) == [0, 1])
  }

  @Test func usableBytesOfBlocksHoldNoRoots() throws {
    heap[first + 56] = second
    heap[second] = first
    heap[second + 56] = first
    #expect(try #require(heap.roots(in: [range(first, 128)])).isEmpty)
    #expect(try #require(heap.roots(in: [range(first + 32, 64)])).isEmpty)
    #expect(try #require(heap.roots(in: [range(first - 64, 1024)])).isEmpty)
  }

  @Test func whatLiesBesideBlocksIsLookedThrough() throws {
    heap[first - 8] = second
    heap[second + 64] = first
    let roots = try #require(heap.roots(in: [range(first - 64, 256)]))
    #expect(roots.map(\.place) == [UInt64(first) - 8, UInt64(second) + 64])
  }

  @Test func anArenaHoldsNoRoots() throws {
    heap[first - 8] = second
    #expect(try #require(heap.roots(in: [range(first - 64, 256, isArena: true)])).isEmpty)
  }

  /// glibc's chunks begin with the last word of the block before: its list of free ones must not keep that alive.
  @Test func whereTheAllocatorsNextChunkBeginsIsNoReferenceOfItsVariables() throws {
    heap[outside] = first + 56
    heap[outside + 8] = second + 48
    #expect(try #require(heap.roots(in: [range(outside, 16, isOfAllocator: true)])).map(\.block) == [1])
    #expect(try #require(heap.roots(in: [range(outside, 16)])).map(\.block) == [0, 1])
  }

  @Test func wordsAtOddPlacesAndWordsThatAreCutAreNoRoots() throws {
    heap[outside] = first
    heap[outside + 16] = second
    #expect(try #require(heap.roots(in: [range(outside + 1, 22)])).isEmpty)
    #expect(try #require(heap.roots(in: [range(outside, 0), range(outside, 7)])).isEmpty)
  }

  @Test func workMemoryIsGivenBack() throws {
    heap[outside] = first
    let index = try #require(heap.index)
    let before = heap.room.room.used
    var (blocks, roots, range) = (heap.described, mhs_roots(), range(outside, 64))
    #expect(mhs_find_roots(&heap.room.room, &blocks, index, &range, 1, &roots))
    #expect(heap.room.room.used - before < 128)
  }

  @Test func withoutRoomForARootTheRoomSaysSo() throws {
    heap[outside] = first
    let index = try #require(heap.index)
    heap.room.room.bytes = heap.room.room.used + 8
    var (blocks, roots, range) = (heap.described, mhs_roots(), range(outside, 64))
    #expect(!mhs_find_roots(&heap.room.room, &blocks, index, &range, 1, &roots))
    #expect(heap.room.room.failed)
  }

  private func range(
    _ start: UInt, _ bytes: UInt, source: UInt32 = 0, isArena: Bool = false, isOfAllocator: Bool = false
  ) -> mhs_source_range {
    mhs_source_range(
      start: UInt64(start), end: UInt64(start + bytes), source: source, is_arena: isArena ? 1 : 0, is_of_thread: 0,
      is_of_allocator: isOfAllocator ? 1 : 0)
  }
}
