// The index against the plainest definition of what it finds.
import Testing

@testable import Symbolication

@Suite struct RangeIndexTests {
  @Test func theInnermostRangeWins() {
    var ranges = RangeIndex.Builder()
    ranges.add(10..<100, owner: 0)
    ranges.add(20..<60, owner: 1)
    ranges.add(20..<30, owner: 2)
    ranges.add(100..<110, owner: 3)
    let index = ranges.innermostWins()
    let found = [9, 10, 20, 29, 30, 59, 60, 99, 100, 109, 110].map { index.owner(of: $0) }
    #expect(found == [-1, 0, 2, 2, 1, 1, 0, 0, 3, 3, -1])
    #expect(index.extent(of: 65) == 60..<100)
    #expect(index.extent(of: 5) == 0..<10)
  }

  @Test func nestedRangesAreFoundAsByLookingAtEach() {
    var generator = SplitMix64(state: 3)
    for _ in 0..<50 {
      var ranges: [Range<UInt64>] = []
      nest(in: 0..<500, depth: 4, into: &ranges, using: &generator)
      var builder = RangeIndex.Builder()
      for (owner, range) in ranges.enumerated() { builder.add(range, owner: Int32(owner)) }
      let index = builder.innermostWins()
      for address in 0..<UInt64(510) {
        #expect(index.owner(of: address) == Int32(ranges.lastIndex { $0.contains(address) } ?? -1))
      }
    }
  }

  /// Disjoint ranges inside `outer`, each followed by those inside it.
  private func nest(
    in outer: Range<UInt64>, depth: Int, into ranges: inout [Range<UInt64>], using generator: inout SplitMix64
  ) {
    guard depth > 0 else { return }
    var start = outer.lowerBound
    while start < outer.upperBound {
      let end = min(outer.upperBound, start + .random(in: 1...100, using: &generator))
      if Bool.random(using: &generator) {
        ranges.append(start..<end)
        nest(in: start..<end, depth: depth - 1, into: &ranges, using: &generator)
      }
      start = end
    }
  }

  @Test func ofOverlappingUnitsTheOpenOneGoesOnAndElseTheFirst() {
    var ranges = RangeIndex.Builder()
    ranges.add(10..<30, owner: 5)
    ranges.add(20..<50, owner: 2)
    ranges.add(60..<70, owner: 4)
    ranges.add(60..<80, owner: 3)
    let index = ranges.firstOwnerWins()
    #expect([10, 25, 30, 49, 50, 60, 75, 80].map { index.owner(of: $0) } == [5, 5, 2, 2, -1, 3, 3, -1])
  }

  @Test func unevenlySpreadAddressesAreFound() {
    let addresses: [UInt64] = [3, 3, 4, 1 << 20, (1 << 20) + 1, 1 << 40, .max - 1]
    let index = AddressIndex(ascending: addresses)
    for probe in addresses.flatMap({ [$0 - 1, $0, $0 + 1] }) + [0, .max] {
      #expect(index.count(upTo: probe) == addresses.filter { $0 <= probe }.count)
    }
    #expect(AddressIndex(ascending: []).count(upTo: 7) == 0)
  }
}
