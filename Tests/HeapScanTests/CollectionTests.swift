// Arrays, dictionaries and sets: what lies in places that are not in use is stale.
import CHeapScan
import Testing

@Suite struct CollectionTests {
  private let heap = FakeHeap()
  private var others: [UInt] { (0..<8).map { heap.start + UInt(1024 + 16 * $0) } }

  init() {
    for number in 0..<8 { heap.block(at: 1024 + 16 * number, bytes: 16) }
  }

  /// Header of four words with the count in the third, then elements of two words.
  private func array(count: UInt, bytes: Int = 32 + 3 * 16) {
    let words = [0: 0x77, 16: count, 32: others[0], 40: others[1], 48: others[2], 56: others[3], 64: others[4]]
    heap.block(at: 2048, bytes: bytes, words: words)
  }

  private let elements = Policy(firstWord: 0x77, contents: MHS_ELEMENTS, repeatsFrom: 32, stride: 16)

  @Test func anArrayEndsWithItsLastElement() {
    array(count: 1)
    #expect(heap.references([elements])?.last == [0, 1])
  }

  @Test func anArrayInUseByAThreadHasReferencesBehindItsLastElement() {
    array(count: 1)
    #expect(heap.references([elements], inUse: [8])?.last == [0, 1, 2, 3, 4])
  }

  @Test(arguments: [4, 1 << 40, UInt.max]) func aCountThatIsTooLargeForTheBlockCountsForNothing(count: UInt) {
    array(count: count)
    #expect(heap.references([elements])?.last == [0, 1, 2, 3, 4])
  }

  @Test func unownedReferencesInElementsAreSkipped() {
    array(count: 2)
    var policy = elements
    policy.skips = [32]
    #expect(heap.references([policy])?.last == [1, 3])
  }

  /// Eight buckets of which `occupied` are in use; keys of one word from 72 on, values of two words from 136 on.
  private func table(occupied: UInt, scale: UInt = 3, keys: UInt = 72, bytes: Int = 136 + 8 * 16) {
    let start = heap.start + 4096
    heap.block(
      at: 4096, bytes: bytes,
      words: [
        0: 0x77, 16: 1, 24: 6, 32: 0xFFFF_FF00 | scale, 40: start, 48: start &+ keys, 56: start + 136, 64: occupied,
        72: others[0], 80: others[1], 136: others[2], 144: others[3], 152: others[4], 160: others[5],
      ])
  }

  private let dictionary = Policy(
    firstWord: 0x77, contents: MHS_TABLE, skips: [40], repeatsFrom: 64, stride: 8, valueStride: 16)

  @Test func ofADictionaryTheBucketsInUseCount() {
    table(occupied: 0b10)
    #expect(heap.references([dictionary])?.last == [1, 4, 5])
  }

  @Test func ofKeysWithoutReferencesNoneCounts() {
    table(occupied: 0b10)
    var policy = dictionary
    policy.stride = 0
    #expect(heap.references([policy])?.last == [4, 5])
  }

  @Test(arguments: [(scale: 4, keys: 72), (scale: 60, keys: 72), (scale: 3, keys: 1 << 30), (scale: 3, keys: .max - 8)])
  func aTableThatDoesNotFitItsBlockCountsAsAWhole(scale: UInt, keys: UInt) {
    table(occupied: 0b10, scale: scale, keys: keys)
    #expect(heap.references([dictionary])?.last == [0, 1, 2, 3, 4, 5])
  }

  @Test func aSetHasNoValues() {
    let start = heap.start + 4096
    let words = [0: 0x77, 32: 1, 40: start, 48: start + 64, 56: 0b01, 64: others[0], 72: others[1]]
    heap.block(at: 4096, bytes: 80, words: words)
    let policy = Policy(firstWord: 0x77, contents: MHS_TABLE, skips: [40], repeatsFrom: 56, stride: 8)
    #expect(heap.references([policy])?.last == [0])
  }
}
