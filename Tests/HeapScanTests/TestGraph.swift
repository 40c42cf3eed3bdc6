// Graphs written by hand or at random, and what is true of them by trying it out.
import CHeapScan

final class TestGraph {
  let rows: [[UInt32]]
  let room: Room
  var graph: mhs_graph

  /// The room is enough for everything, unless a test says otherwise.
  init(_ rows: [[UInt32]], roomBytes: Int? = nil) {
    self.rows = rows
    let references = rows.reduce(0) { $0 + $1.count }
    room = Room(bytes: roomBytes ?? 4096 + 128 * rows.count + 16 * references)
    graph = mhs_graph(
      count: rows.count, first: .allocate(capacity: rows.count + 1), targets: .allocate(capacity: references + 1))
    var count: UInt64 = 0
    for (block, row) in rows.enumerated() {
      graph.first[block] = count
      for target in row {
        graph.targets[Int(count)] = target
        count += 1
      }
    }
    graph.first[rows.count] = count
  }

  /// Self references, double ones and unreachable parts come up by themselves.
  static func random(upTo most: Int, using random: inout SeededGenerator) -> TestGraph {
    let count = Int.random(in: 1...most, using: &random)
    let most = Int.random(in: 0...3, using: &random)
    let rows = (0..<count).map { _ in
      (0..<Int.random(in: 0...most, using: &random)).map { _ in UInt32.random(in: 0..<UInt32(count), using: &random) }
    }
    return TestGraph(rows)
  }

  /// Each leads to the next.
  static func chain(_ count: Int) -> TestGraph {
    TestGraph((0..<count).map { $0 + 1 < count ? [UInt32($0 + 1)] : [] })
  }

  deinit {
    graph.first.deallocate()
    graph.targets.deallocate()
  }

  // MARK: What the functions say

  func marked(from roots: [UInt32], already: Set<UInt32> = []) -> Set<UInt32>? {
    var reached = bits(of: already)
    guard mhs_mark(&room.room, &graph, roots, roots.count, &reached) else { return nil }
    return Set((0..<UInt32(rows.count)).filter { mhs_is_in(reached, $0) })
  }

  func components(excluding excluded: Set<UInt32> = []) -> (numbers: [UInt32], count: UInt32)? {
    var numbers = [UInt32](repeating: 7, count: rows.count)
    var count: UInt32 = 0
    guard mhs_components(&room.room, &graph, bits(of: excluded), &numbers, &count) else { return nil }
    return (numbers, count)
  }

  func shortestCycle(ofComponent members: [UInt32], in components: [UInt32]) -> [UInt32] {
    var cycle = [UInt32](repeating: 0, count: rows.count)
    let length = mhs_shortest_cycle(
      &room.room, &graph, components, members, members.count, &cycle, cycle.count)
    return Array(cycle.prefix(length))
  }

  func shortestPath(from roots: [UInt32], to target: UInt32) -> [UInt32] {
    var path = [UInt32](repeating: 0, count: rows.count)
    let length = mhs_shortest_path(&room.room, &graph, roots, roots.count, target, &path, path.count)
    return Array(path.prefix(length))
  }

  func dominators(from roots: [UInt32], bytes: [UInt64]) -> (dominators: [UInt32?], retained: [UInt64])? {
    var dominators = [UInt32](repeating: 7, count: rows.count)
    var retained = [UInt64](repeating: 7, count: rows.count)
    guard mhs_dominators(&room.room, &graph, roots, roots.count, bytes, &dominators, &retained) else { return nil }
    return (dominators.map { $0 == MHS_NONE ? nil : $0 }, retained)
  }

  // MARK: What is true

  func reachable(from roots: [UInt32], without removed: UInt32? = nil) -> Set<UInt32> {
    var reached: Set<UInt32> = []
    var waiting = roots
    while let block = waiting.popLast() {
      if block != removed, reached.insert(block).inserted { waiting += rows[Int(block)] }
    }
    return reached
  }

  /// How many references lead from one block to another; nil: none do.
  func distance(from start: UInt32, to target: UInt32) -> Int? {
    var level: Set<UInt32> = [start]
    for distance in 0...rows.count {
      if level.contains(target) { return distance }
      level = Set(level.flatMap { rows[Int($0)] })
    }
    return nil
  }

  private func bits(of blocks: Set<UInt32>) -> [UInt64] {
    var bits = [UInt64](repeating: 0, count: (rows.count + 63) / 64)
    for block in blocks { bits[Int(block) / 64] |= 1 << (UInt64(block) % 64) }
    return bits
  }
}
