// Dominators and retained sizes, against the removal of each block.
import CHeapScan
import Testing

@Suite struct Dominators {
  @Test(arguments: [(1500, 14), (30, 150)])
  func retainedSizesAreWhatRemovalMakesUnreachableInRandomGraphs(graphs: Int, most: Int) throws {
    try forRandomGraphs(graphs, upTo: most) { graph, roots, bytes in
      let reached = graph.reachable(from: roots)
      let (_, retained) = try #require(graph.dominators(from: roots, bytes: bytes))
      for block in 0..<UInt32(graph.rows.count) {
        let lost = reached.subtracting(graph.reachable(from: roots, without: block))
        #expect(retained[Int(block)] == lost.reduce(0) { $0 + bytes[Int($1)] })
      }
    }
  }

  @Test func theDominatorIsTheLastBlockThatNoPathAvoidsInRandomGraphs() throws {
    try forRandomGraphs { graph, roots, bytes in
      let reached = graph.reachable(from: roots)
      let lost = graph.rows.indices.map { reached.subtracting(graph.reachable(from: roots, without: UInt32($0))) }
      let (dominators, _) = try #require(graph.dominators(from: roots, bytes: bytes))
      for block in graph.rows.indices {
        // The last of those on all paths is the one that the fewest blocks depend on.
        let above = graph.rows.indices.filter { $0 != block && lost[$0].contains(UInt32(block)) }
        #expect(dominators[block] == above.min { lost[$0].count < lost[$1].count }.map(UInt32.init))
      }
    }
  }

  @Test func aRootKeepsWhatAnotherRootLeadsTo() throws {
    let (dominators, retained) = try #require(TestGraph([[1], [2], []]).dominators(from: [0, 1], bytes: [1, 2, 4]))
    #expect(dominators == [nil, nil, 1])
    #expect(retained == [1, 6, 4])
  }

  @Test func aGraphWithoutRootsOrBlocksHasNoDominators() throws {
    #expect(try #require(TestGraph([[0], [0]]).dominators(from: [], bytes: [1, 1])).retained == [0, 0])
    #expect(try #require(TestGraph([]).dominators(from: [], bytes: [])).retained == [])
  }

  @Test func rootsThatAreNoBlocksAreLeftOut() throws {
    let graph = TestGraph([[1], []])
    #expect(try #require(graph.dominators(from: [2, MHS_NONE, 1], bytes: [1, 2])).retained == [0, 2])
    #expect(graph.marked(from: [2, MHS_NONE, 1]) == [1])
    #expect(graph.shortestPath(from: [2, MHS_NONE, 1], to: 1) == [1])
    #expect(graph.shortestPath(from: [0], to: 2) == [])
  }
}
