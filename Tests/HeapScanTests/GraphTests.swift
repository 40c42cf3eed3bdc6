// Reachability, components, cycles and paths, against what trying it out gives.
import CHeapScan
import Testing

@Suite struct Graphs {
  @Test func whatIsReachedIsMarkedInRandomGraphs() {
    forRandomGraphs { graph, roots, _ in
      #expect(graph.marked(from: roots) == graph.reachable(from: roots))
    }
  }

  @Test func whatIsMarkedAlreadyIsNotFollowed() {
    #expect(TestGraph([[1], [2], [], []]).marked(from: [0], already: [1, 3]) == [0, 1, 3])
  }

  @Test func blocksThatLeadToEachOtherAreOneComponentInRandomGraphs() throws {
    try forRandomGraphs { graph, roots, _ in
      let excluded = graph.reachable(from: Array(roots.prefix(1)))
      let (numbers, count) = try #require(graph.components(excluding: excluded))
      let blocks = 0..<UInt32(graph.rows.count)
      #expect(blocks.filter { numbers[Int($0)] == MHS_NONE } == excluded.sorted())
      #expect(Set(numbers).subtracting([MHS_NONE]) == Set(0..<count))
      for block in blocks where !excluded.contains(block) {
        let others = graph.reachable(from: [block]).subtracting(excluded)
        for other in others {
          let isSame = graph.reachable(from: [other]).contains(block)
          #expect(isSame == (numbers[Int(block)] == numbers[Int(other)]))
          #expect(numbers[Int(other)] <= numbers[Int(block)], "references lead to lower numbers")
        }
      }
    }
  }

  @Test func excludedBlocksJoinNoComponents() throws {
    let graph = TestGraph([[1], [0, 2], [1]])
    #expect(try #require(graph.components()).numbers == [0, 0, 0])
    let (numbers, count) = try #require(graph.components(excluding: [1]))
    #expect(numbers[0] != numbers[2] && numbers[1] == MHS_NONE && count == 2)
  }

  @Test func theShortestCycleOfEachComponentIsFoundInRandomGraphs() throws {
    try forRandomGraphs { graph, _, _ in
      let (numbers, count) = try #require(graph.components())
      for component in 0..<count {
        let members = (0..<UInt32(numbers.count)).filter { numbers[Int($0)] == component }
        let cycle = graph.shortestCycle(ofComponent: members, in: numbers)
        let ways = members.flatMap { member in
          graph.rows[Int(member)].compactMap { graph.distance(from: $0, to: member) }
        }
        #expect(cycle.count == ways.min().map { $0 + 1 } ?? 0)
        for (block, next) in zip(cycle, cycle.dropFirst() + cycle.prefix(1)) {
          #expect(graph.rows[Int(block)].contains(next) && numbers[Int(block)] == component)
        }
      }
    }
  }

  @Test func cyclesThroughOtherComponentsAreNotFollowed() throws {
    // 0 → 1 → 2 → 0, and 1 leads out to 3 ⇄ 4.
    let graph = TestGraph([[1], [3, 2], [0], [4], [3]])
    let (numbers, _) = try #require(graph.components())
    #expect(Set(graph.shortestCycle(ofComponent: [0, 1, 2], in: numbers)) == [0, 1, 2])
    #expect(Set(graph.shortestCycle(ofComponent: [3, 4], in: numbers)) == [3, 4])
  }

  @Test func aCycleLongerThanItsRoomIsCountedAndItsFrontIsGiven() throws {
    let graph = TestGraph([[1], [2], [3], [0]])
    var (numbers, cycle): ([UInt32], [UInt32]) = ([0, 0, 0, 0], [9, 9, 9, 9])
    #expect(mhs_shortest_cycle(&graph.room.room, &graph.graph, &numbers, [0, 1, 2, 3], 4, &cycle, 2) == 4)
    #expect(cycle == [0, 1, 9, 9])
    #expect(mhs_shortest_path(&graph.room.room, &graph.graph, [1], 1, 0, &cycle, 3) == 4)
    #expect(cycle == [1, 2, 3, 9])
  }

  @Test func theShortestPathIsFoundInRandomGraphs() {
    forRandomGraphs { graph, roots, _ in
      for target in 0..<UInt32(graph.rows.count) {
        let path = graph.shortestPath(from: roots, to: target)
        let shortest = roots.compactMap { graph.distance(from: $0, to: target) }.min()
        #expect(path.count == shortest.map { $0 + 1 } ?? 0)
        guard let first = path.first, let last = path.last else { continue }
        #expect(roots.contains(first) && last == target)
        for (block, next) in zip(path, path.dropFirst()) { #expect(graph.rows[Int(block)].contains(next)) }
      }
    }
  }

  @Test func theGraphBackwardsHasEachReferenceBackwards() {
    forRandomGraphs { graph, _, _ in
      var reversed = mhs_graph()
      #expect(mhs_reverse(&graph.room.room, &graph.graph, &reversed))
      let expected = graph.rows.indices.map { block in
        graph.rows.enumerated().flatMap { source, row in row.filter { $0 == block }.map { _ in UInt32(source) } }
      }
      let rows = graph.rows.indices.map { block in
        (reversed.first[block]..<reversed.first[block + 1]).map { reversed.targets[Int($0)] }
      }
      #expect(rows == expected)
    }
  }
}

/// Calls the body with random graphs, some roots of each and the bytes of each block.
func forRandomGraphs(
  _ count: Int = 1500, upTo most: Int = 14, _ body: (TestGraph, [UInt32], [UInt64]) throws -> Void
) rethrows {
  for seed in 0..<count {
    var random = SeededGenerator(UInt64(seed))
    let graph = TestGraph.random(upTo: most, using: &random)
    let blocks = 0..<UInt32(graph.rows.count)
    let roots = (0..<Int.random(in: 0...3, using: &random)).map { _ in UInt32.random(in: blocks, using: &random) }
    try body(graph, roots, blocks.map { _ in UInt64.random(in: 0...1000, using: &random) })
    #expect(graph.room.isIntact)
  }
}
