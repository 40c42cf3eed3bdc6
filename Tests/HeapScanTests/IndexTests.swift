// Which block holds an address.
import CHeapScan
import Testing

@Suite struct Index {
  @Test func anAddressInABlockLeadsToItAndOneOutsideToNone() {
    let heap = FakeHeap()
    let first = heap.block(at: 4096, bytes: 48)
    let second = heap.block(at: 4096 + 64, bytes: 16)
    #expect(heap.numbers(of: [first, first + 8, first + 47, second, second + 15]) == [0, 0, 0, 1, 1])
    #expect(
      heap.numbers(of: [0, 8, first - 1, first + 48, second - 1, second + 16, .max]) == [
        nil, nil, nil, nil, nil, nil, nil,
      ])
  }

  @Test func usableBytesBeyondTheRequestedOnesBelongToTheBlock() {
    let heap = FakeHeap()
    let block = heap.block(at: 64, bytes: 20, usable: 24)
    #expect(heap.numbers(of: [block + 23, block + 24]) == [0, nil])
  }

  @Test func adjacentBlocksAreToldApart() {
    let heap = FakeHeap()
    let blocks = (0..<1000).map { heap.block(at: 1024 + 16 * $0, bytes: 16) }
    #expect(heap.numbers(of: blocks) == (0..<1000).map { $0 })
    #expect(heap.numbers(of: blocks.map { $0 + 15 }) == (0..<1000).map { $0 })
  }

  @Test func blocksAtMultiplesOfEightAreToldApart() {
    let heap = FakeHeap()
    let blocks = (0..<1000).map { heap.block(at: 1024 + 8 * $0, bytes: 8) }
    #expect(heap.numbers(of: blocks.map { $0 + 7 }) == (0..<1000).map { $0 })
  }

  @Test func anEmptyBlockHoldsItsStartAlone() {
    let heap = FakeHeap()
    let block = heap.block(at: 64, bytes: 0)
    let next = heap.block(at: 128, bytes: 0)
    #expect(heap.numbers(of: [block, block + 1, block + 8, next, next + 1]) == [0, nil, nil, 1, nil])
  }

  @Test func theInsideOfABlockAboveFourGiBIsFound() {
    let heap = FakeHeap()
    let before = heap.block(at: 0, bytes: 32)
    let large = heap.block(at: 64, bytes: 5 << 30)
    let after = heap.block(at: 64 + 5 << 30, bytes: 32)
    let inside = (0..<5120).map { large + UInt($0 << 20 + 12345) }
    #expect(heap.numbers(of: inside) == inside.map { _ in 1 })
    #expect(heap.numbers(of: [before, large, after - 1, after, after + 31, after + 32]) == [0, 1, 1, 2, 2, nil])
  }

  @Test func blocksFarApartLeaveTheirGapEmpty() {
    let heap = FakeHeap()
    let first = heap.block(at: 0, bytes: 3 << 20)
    let second = heap.block(at: 7 << 30, bytes: 3 << 20)
    let ends = [first, second].map { $0 + 3 << 20 - 1 }
    #expect(heap.numbers(of: ends) == [0, 1])
    #expect(heap.numbers(of: ends.map { $0 + 1 }) == [nil, nil])
    #expect(heap.numbers(of: (1..<6).map { first + UInt($0 << 30) }) == Array(repeating: nil, count: 5))
  }

  @Test func everyAddressNearBlocksOfAllSizesIsFoundAsByLookingAtEachBlock() {
    var random = SeededGenerator(7)
    let heap = FakeHeap(roomBytes: 16 << 20)
    var extents: [Range<UInt>] = []
    var offset = 4096
    for number in 0..<3000 {
      let bytes =
        number % 300 == 0 ? Int.random(in: 0..<6 << 20, using: &random) : Int.random(in: 0..<300, using: &random)
      let usable = (bytes + 7) / 8 * 8
      let block = heap.block(at: offset, bytes: bytes, usable: usable)
      extents.append(block..<block + UInt(usable))
      offset += max(usable, 8) + 8 * Int.random(in: 0..<4, using: &random)
    }
    let addresses = extents.flatMap {
      [$0.lowerBound - 1, $0.lowerBound, $0.upperBound - 1, $0.upperBound, $0.upperBound + 7]
    }
    let expected = addresses.map { address in
      extents.firstIndex { $0.contains(address) || $0.lowerBound == address }.map(UInt32.init)
    }
    #expect(heap.numbers(of: addresses) == expected)
  }

  @Test func aHeapWithoutBlocksHoldsNothing() {
    let heap = FakeHeap()
    #expect(heap.numbers(of: [0, 8, heap.start, .max]) == [nil, nil, nil, nil])
  }

  @Test func aUsableSizeThatGoesOnIntoTheNextBlockEndsThere() {
    let heap = FakeHeap()
    let block = heap.block(at: 64, bytes: 16, usable: .max)
    let next = heap.block(at: 128, bytes: 16, usable: .max)
    #expect(heap.numbers(of: [block + 63, next, next + 1 << 30, .max]) == [0, 1, 1, nil])
  }

  @Test(arguments: [0, 1, 64, 4096, 200_000])
  func withoutRoomThereIsNoIndexAndTheRoomSaysSo(bytes: Int) {
    let heap = FakeHeap(roomBytes: bytes)
    heap.block(at: 64, bytes: 16)
    heap.block(at: 7 << 30, bytes: 16)
    #expect(heap.index == nil)
    #expect(heap.room.room.failed)
    #expect(heap.room.isIntact)
  }
}

/// The same numbers in each run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
