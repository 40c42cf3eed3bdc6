// What of a block is followed: one rule a test.
import CHeapScan
import Testing

@Suite struct Scan {
  let heap = FakeHeap()
  /// Block 0; the blocks of a test come behind it.
  let target: UInt

  init() { target = heap.block(at: 64, bytes: 64) }

  @Test func aWordThatLeadsIntoABlockIsAReference() {
    let other = heap.block(at: 1024, bytes: 32, words: [0: target, 16: target + 40, 24: 7])
    heap.block(at: 2048, bytes: 16, words: [0: other, 8: target])
    #expect(heap.references() == [[], [0], [1, 0]])
  }

  @Test func sparebitsOfAWordDoNotHideAReference() {
    heap.block(at: 1024, bytes: 24, words: [0: target | 7, 8: 1, 16: target | 0x4000_0000_0000_0001])
    heap.block(at: 2048, bytes: 8, words: [0: target | 0x8000_0000_0000_0000])
    #expect(heap.references() == [[], [0], [0]])
  }

  @Test func usableBytesBeyondTheRequestedOnesAreFollowed() {
    heap.block(at: 1024, bytes: 20, usable: 32, words: [24: target])
    heap.block(at: 2048, bytes: 20, usable: 24, words: [24: target])
    #expect(heap.references() == [[], [0], []])
  }

  @Test func aBlockIsFollowedNoFurtherThanToTheNext() {
    heap.block(at: 1024, bytes: 16, usable: 4096)
    heap.block(at: 1056, bytes: 8, words: [0: target])
    #expect(heap.references() == [[], [], [0]])
  }

  @Test func oneTargetTwiceInARowIsOneReference() {
    let other = heap.block(at: 1024, bytes: 8)
    heap.block(at: 2048, bytes: 48, words: [0: target, 8: target, 16: other, 24: target, 40: target])
    #expect(heap.references() == [[], [], [0, 1, 0]])
  }

  @Test func theSameTargetOfTwoBlocksIsAReferenceOfEach() {
    heap.block(at: 1024, bytes: 8, words: [0: target])
    heap.block(at: 1040, bytes: 8, words: [0: target])
    #expect(heap.references() == [[], [0], [0]])
  }

  @Test func aBlockThatLeadsToItselfReferencesItself() {
    heap[target + 56] = target
    #expect(heap.references() == [[0]])
  }

  // MARK: Side tables

  @Test func referenceCountsThatStandInASideTableLeadToIt() {
    let table = heap.block(at: 1024, bytes: 32)
    heap.block(at: 2048, bytes: 16, words: [8: sideTableCounts(table)])
    #expect(heap.references() == [[], [], [1]])
  }

  @Test func aSideTableLeadsNowhere() {
    let table = heap.block(at: 1024, bytes: 32, usable: 40, words: [0: target, 8: target, 32: target])
    heap[target + 8] = sideTableCounts(table)
    #expect(heap.references() == [[1], []])
  }

  @Test func theObjectOfASideTableMayBeInsideABlock() {
    let table = heap.block(at: 1024, bytes: 32, words: [0: target + 16])
    heap[target + 24] = sideTableCounts(table)
    #expect(heap.references() == [[1], []])
  }

  @Test func aBlockLikeASideTableWhoseObjectDoesNotKnowItIsFollowed() {
    let table = heap.block(at: 1024, bytes: 32, words: [0: target])
    heap[target + 8] = sideTableCounts(table + 16)
    heap.block(at: 2048, bytes: 32, words: [0: target + 64, 8: target])
    #expect(heap.references() == [[1], [0], [0]])
  }

  @Test func aBlockOfAnotherSizeIsNoSideTable() {
    let block = heap.block(at: 1024, bytes: 40, words: [0: target])
    heap[target + 8] = sideTableCounts(block)
    #expect(heap.references() == [[1], [0]])
  }

  // MARK: Policies

  @Test func whatHoldsNothingIsNotFollowed() {
    heap.block(at: 1024, bytes: 16, words: [0: 0x1230, 8: target])
    heap.block(at: 2048, bytes: 16, words: [0: 0x1238, 8: target])
    #expect(heap.references([Policy(firstWord: 0x1230, contents: MHS_NOTHING)]) == [[], [], [0]])
  }

  @Test func ofATaskSlabTheNextSlabAndWhatIsInUseAreFollowed() {
    let slab = Policy(firstWord: 0x77, contents: MHS_TASK_SLAB)
    let next = heap.block(at: 512, bytes: 8)
    let words: [Int: UInt] = [0: 0x77, 8: next, 16: 1024 | 16 << 32, 24: target, 40: target, 48: next]
    heap.block(at: 1024, bytes: 64, words: words)
    #expect(heap.references([slab]) == [[], [], [1, 0]])
  }

  @Test(arguments: [40, 32, 24, 16, 8]) func aTaskSlabsOffsetBeyondTheBlockEndsWithIt(bytes: Int) {
    let slab = Policy(firstWord: 0x77, contents: MHS_TASK_SLAB)
    heap.block(at: 1024, bytes: bytes, words: [0: 0x77, 16: 0xFFFF_FFF0 << 32])
    heap.block(at: 1024 + bytes, bytes: 16, words: [0: target, 8: target])
    #expect(heap.references([slab]) == [[], [], [0]])
  }

  @Test func unownedFieldsAreFollowedOnlyToObjectsThatAreBeingDeinitialized() {
    let policy = Policy(firstWord: 0x77, contents: MHS_FIELDS, skips: [16, 32])
    let deiniting = heap.block(at: 1024, bytes: 16, words: [8: 1 << 32 | 3])
    heap.block(at: 2048, bytes: 48, words: [0: 0x77, 16: target, 32: deiniting, 40: target])
    heap[target + 8] = 3
    #expect(heap.references([policy]) == [[], [], [1, 0]])
  }

  @Test func countsInASideTableSayWhetherAnObjectIsBeingDeinitialized() {
    let policy = Policy(firstWord: 0x77, contents: MHS_FIELDS, skips: [16, 24])
    let alive = heap.block(at: 512, bytes: 32, words: [16: 3])
    let dead = heap.block(at: 640, bytes: 32, words: [16: 1 << 32 | 3])
    let deiniting = heap.block(at: 1024, bytes: 16, words: [8: sideTableCounts(dead)])
    heap.block(at: 2048, bytes: 32, words: [0: 0x77, 16: target, 24: deiniting])
    heap[target + 8] = sideTableCounts(alive)
    #expect(heap.references([policy])?[4] == [3])
  }

  @Test func anUnownedFieldThatLeadsToNoObjectIsNotFollowed() {
    let policy = Policy(firstWord: 0x77, contents: MHS_FIELDS, skips: [8, 16, 24])
    let short = heap.block(at: 512, bytes: 8)
    heap.block(at: 640, bytes: 8, words: [0: 1 << 32])
    let lost = heap.block(at: 1024, bytes: 16, words: [8: sideTableCounts(heap.start + 4096)])
    heap.block(at: 2048, bytes: 32, words: [0: 0x77, 8: short, 16: lost, 24: 8])
    #expect(heap.references([policy])?.last == [])
  }

  @Test func skipsOfAnElementComeAgainInEachElement() {
    let policy = Policy(firstWord: 0x77, contents: MHS_FIELDS, skips: [8, 32, 40], repeatsFrom: 32, stride: 24)
    let others = (0..<13).map { heap.block(at: 1024 + 16 * $0, bytes: 16) }
    let words = Dictionary(uniqueKeysWithValues: (1..<13).map { ($0 * 8, others[$0]) })
    heap.block(at: 2048, bytes: 13 * 8, words: words.merging([0: 0x77]) { $1 })
    // Block 1 is others[0]; of the words 1 to 12, skips are 1, 4 and 5, 7 and 8, 10 and 11.
    #expect(heap.references([policy])?.last == [2, 3, 6, 9, 12].map { UInt32($0) + 1 })
  }

  @Test(arguments: [
    Policy(firstWord: 0x77, contents: MHS_FIELDS, skips: [8, 16], repeatsFrom: 16, stride: 0),
    Policy(firstWord: 0x77, contents: MHS_FIELDS, skips: [8, 16, 1 << 20, .max]),
    Policy(firstWord: 0x77, contents: MHS_FIELDS, skips: [8, 16], repeatsFrom: 16, stride: .max),
    Policy(firstWord: 0x77, contents: MHS_FIELDS, skips: [3, 8, 13, 16]),
  ])
  func skipsThatDoNotRepeatOrLieBeyondTheBlockEndNothing(policy: Policy) {
    heap.block(at: 1024, bytes: 40, words: [0: 0x77, 8: target, 16: target, 32: target])
    heap.block(at: 1064, bytes: 8, words: [0: target])
    #expect(heap.references([policy]) == [[], [0], [0]])
  }

  @Test func aFullTableOfPoliciesIsSearchedOnce() {
    let policies = (1...8).map { Policy(firstWord: UInt64($0), contents: MHS_NOTHING) }
    heap.block(at: 1024, bytes: 16, words: [0: 3, 8: target])
    heap.block(at: 2048, bytes: 16, words: [0: 9, 8: target])
    heap.block(at: 4096, bytes: 16, words: [0: 0, 8: target])
    #expect(heap.references(policies, capacity: 8) == [[], [], [0], [0]])
  }

  // MARK: Room

  @Test func blocksShorterThanAWordReferenceNothing() {
    heap.block(at: 1024, bytes: 0, words: [0: target])
    heap.block(at: 1032, bytes: 4, words: [0: target])
    #expect(heap.references() == [[], [], []])
  }

  @Test func withoutRoomForAllReferencesThereIsNoGraph() throws {
    let heap = FakeHeap(roomBytes: 1 << 18)
    let blocks = (0..<1000).map { heap.block(at: 64 * $0, bytes: 64) }
    for block in blocks { for place in 0..<8 { heap[block + UInt(8 * place)] = blocks[place * 100] } }
    #expect(heap.references() != nil)
    heap.room.room.bytes = heap.room.room.used - 1
    heap.room.room.used = 0
    #expect(heap.references() == nil)
    #expect(heap.room.room.failed)
  }

  private func sideTableCounts(_ table: UInt) -> UInt { 3 << 62 | table >> 3 }
}
