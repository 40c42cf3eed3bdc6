// Graphs as deep as they get, and rooms that are too small.
import CHeapScan
import Testing

@Suite struct Limits {
  private static let million = 1_000_000

  @Test func aListOfAMillionBlocksOverflowsNothing() throws {
    let graph = TestGraph.chain(Self.million)
    let last = UInt32(Self.million - 1)
    #expect(graph.marked(from: [0])?.count == Self.million)
    #expect(try #require(graph.components()).numbers == (0...last).reversed())
    #expect(graph.shortestPath(from: [0], to: last) == Array(0...last))
    let bytes = [UInt64](repeating: 1, count: Self.million)
    let (dominators, retained) = try #require(graph.dominators(from: [0], bytes: bytes))
    #expect(dominators == [nil] + (0..<last).map { $0 })
    #expect(retained == (1...UInt64(Self.million)).reversed())
  }

  @Test func aRingOfAMillionBlocksIsOneCycle() throws {
    let graph = TestGraph((0..<Self.million).map { [UInt32(($0 + 1) % Self.million)] })
    let (numbers, count) = try #require(graph.components())
    #expect(count == 1)
    #expect(graph.shortestCycle(ofComponent: (0..<UInt32(Self.million)).map { $0 }, in: numbers).count == Self.million)
  }

  @Test func aReferenceToItselfIsFoundInComponentsOfAnySize() throws {
    let count = 10_000
    let graph = TestGraph((0..<count).map { [UInt32(($0 + 1) % count)] + ($0 == 7777 ? [7777] : []) })
    let (numbers, _) = try #require(graph.components())
    #expect(graph.shortestCycle(ofComponent: (0..<UInt32(count)).map { $0 }, in: numbers) == [7777])
  }

  @Test func aShortCycleIsFoundAmongManyBlocksWhenManyHaveOne() throws {
    // A ring, in which every hundredth block is also referred to by the one behind it.
    let count = 10_000
    let graph = TestGraph((0..<count).map { [UInt32(($0 + 1) % count)] + ($0 % 100 == 1 ? [UInt32($0 - 1)] : []) })
    let (numbers, _) = try #require(graph.components())
    #expect(graph.shortestCycle(ofComponent: (0..<UInt32(count)).map { $0 }, in: numbers).count == 2)
  }

  /// Without path compression the work were the product of both lengths.
  @Test func manyBlocksAtTheEndOfALongListWithAnotherOwnerAreDominatedQuickly() throws {
    let length: UInt32 = 200_000
    // The list 0 ..< length, whose last leads to the blocks behind it; the very last, a root too, leads to these.
    let leaves = Array(length..<2 * length)
    let rows = (0..<length - 1).map { [$0 + 1] } + [leaves] + leaves.map { _ in [] } + [leaves]
    let bytes = [UInt64](repeating: 1, count: rows.count)
    let (dominators, retained) = try #require(TestGraph(rows).dominators(from: [0, 2 * length], bytes: bytes))
    #expect(leaves.allSatisfy { dominators[Int($0)] == nil })
    #expect(retained[0] == UInt64(length) && retained[Int(2 * length)] == 1)
  }

  @Test(arguments: [0, 1, 63, 64, 200, 500, 1000])
  func withoutRoomNothingIsSaidAndNothingWrittenOutside(bytes: Int) {
    let count = 5000
    let graph = TestGraph((0..<count).map { [UInt32(($0 + 1) % count), 0] }, roomBytes: bytes)
    let ones = [UInt64](repeating: 1, count: count)
    var reversed = mhs_graph()
    #expect(graph.marked(from: [0]) == nil)
    #expect(graph.components() == nil)
    #expect(graph.shortestPath(from: [0], to: 9) == [])
    #expect(graph.shortestCycle(ofComponent: [0, 1], in: Array(repeating: 0, count: count)) == [])
    #expect(!mhs_reverse(&graph.room.room, &graph.graph, &reversed))
    #expect(graph.dominators(from: [0], bytes: ones) == nil)
    #expect(graph.room.room.failed && graph.room.isIntact)
  }

  @Test func backwardReferencesWithoutRoomFail() {
    let count = 1000
    // Each block leads on and back to all before it, of which a small room holds a part.
    let rows = (0..<count).map { block in (block + 1 < count ? [UInt32(block + 1)] : []) + (0..<UInt32(block)) }
    let graph = TestGraph(rows, roomBytes: 100_000)
    #expect(graph.dominators(from: [0], bytes: [UInt64](repeating: 1, count: count)) == nil)
    #expect(graph.room.room.failed && graph.room.isIntact)
  }

  @Test func workMemoryIsGivenBack() throws {
    let graph = TestGraph.chain(100)
    _ = graph.marked(from: [0])
    _ = graph.components()
    _ = graph.shortestPath(from: [0], to: 9)
    _ = graph.shortestCycle(ofComponent: [0], in: Array(repeating: 0, count: 100))
    _ = graph.dominators(from: [0], bytes: Array(repeating: 1, count: 100))
    #expect(graph.room.room.used == 0 && !graph.room.room.failed)
  }
}
