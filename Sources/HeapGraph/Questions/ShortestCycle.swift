// The shortest way around within a component, by breadth-first searches from its blocks.
#if os(Linux)
struct ShortestCycle {
  /// Searches from so many blocks at most: each takes time for the whole component.
  private static let mostStarts = 128
  /// In the order of the references; nil when the blocks are no component with a cycle.
  private(set) var blocks: [UInt32]?

  /// - Parameters:
  ///   - starts: blocks of the component, one of which must be in the cycle.
  ///   - name: decides between cycles of one length, so that components that look alike have cycles that do.
  init(
    _ component: [UInt32], starts: [UInt32], name: (UInt32) -> String, targets: (UInt32) -> UnsafeBufferPointer<UInt32>
  ) {
    let members = Set(component)
    let step = max(1, starts.count / Self.mostStarts)
    var names: [String] = []
    for index in stride(from: 0, to: starts.count, by: step) {
      let limit = blocks?.count ?? Int.max - 1
      guard let found = Self.cycle(through: starts[index], members, shorterThan: limit + 1, targets) else { continue }
      let foundNames = found.map(name).sorted()
      if found.count < limit || foundNames.lexicographicallyPrecedes(names) { (blocks, names) = (found, foundNames) }
    }
  }

  private static func cycle(
    through start: UInt32, _ members: Set<UInt32>, shorterThan limit: Int,
    _ targets: (UInt32) -> UnsafeBufferPointer<UInt32>
  ) -> [UInt32]? {
    var cameFrom: [UInt32: UInt32] = [:]
    var layer = [start]
    var length = 1
    while !layer.isEmpty, length < limit {
      var next: [UInt32] = []
      for block in layer {
        for target in targets(block) where members.contains(target) {
          if target == start { return way(to: block, from: start, cameFrom) }
          if target != start, cameFrom[target] == nil {
            cameFrom[target] = block
            next.append(target)
          }
        }
      }
      layer = next
      length += 1
    }
    return nil
  }

  private static func way(to end: UInt32, from start: UInt32, _ cameFrom: [UInt32: UInt32]) -> [UInt32] {
    var way = [end]
    while let last = way.last, last != start, let before = cameFrom[last] { way.append(before) }
    return way.reversed()
  }
}
#endif
