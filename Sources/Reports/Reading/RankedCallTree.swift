import Snapshots

/// A call tree with what each node holds together with its callees, and the callees in the order in which reports show
/// them: the model of `mprof tree`, as text and on a terminal.
package struct RankedCallTree: Sendable {
  /// Callers first, or, inverted, what allocates first and its callers below it.
  package let tree: CallTree
  /// What is counted.
  package let counted: CountedBlocks
  /// By node: what was allocated there and by its callees.
  package let totals: [BlockTotal]

  /// The nodes below each node are `callees[firstCallee[node]..<firstCallee[node + 1]]`.
  private let callees: [Int]
  private let firstCallee: [Int]

  /// - Parameter inverted: whether to begin with what allocates, and show its callers.
  package init(_ tree: CallTree, of counted: CountedBlocks, inverted: Bool = false) {
    self.tree = inverted ? tree.inverted(counted) : tree
    self.counted = counted
    totals = self.tree.totals(counted)
    (callees, firstCallee) = Self.ranked(self.tree, totals, counted)
  }

  /// The node's callees (inverted: its callers) that hold anything, the most first.
  package func callees(of node: Int) -> ArraySlice<Int> { callees[firstCallee[node]..<firstCallee[node + 1]] }

  /// What ranks the node: bytes, or temporary blocks.
  package func weight(of node: Int) -> Int { counted.weight(of: totals[node]) }

  /// What was allocated exactly there.
  package func own(_ node: Int) -> BlockTotal { tree.nodes[node].own[counted] }

  /// nil for the root.
  package func frame(of node: Int) -> CallTree.Frame? {
    tree.nodes[node].frame < 0 ? nil : tree.frames[tree.nodes[node].frame]
  }

  private static func ranked(
    _ tree: CallTree, _ totals: [BlockTotal], _ counted: CountedBlocks
  ) -> (callees: [Int], first: [Int]) {
    let held = tree.nodes.indices.dropFirst().filter { totals[$0].blocks != 0 }
    var first = Array(repeating: 0, count: tree.nodes.count + 1)
    for node in held { first[tree.nodes[node].parent + 1] += 1 }
    for index in first.indices.dropFirst() { first[index] += first[index - 1] }
    var (next, callees) = (first, Array(repeating: 0, count: held.count))
    for node in held {
      callees[next[tree.nodes[node].parent]] = node
      next[tree.nodes[node].parent] += 1
    }
    let key = { (node: Int) in (counted.weight(of: totals[node]), totals[node].blocks, -node) }
    for node in tree.nodes.indices where first[node + 1] - first[node] > 1 {
      callees[first[node]..<first[node + 1]].sort { key($0) > key($1) }
    }
    return (callees, first)
  }
}

extension CallTree.Counts {
  /// The one that a report is about.
  package subscript(counted: CountedBlocks) -> BlockTotal {
    switch counted {
    case .peak: peak
    case .end: live
    case .total: total
    case .temporary: BlockTotal(blocks: temporaryBlocks, bytes: 0)
    }
  }
}

extension CallTree {
  /// By node, with its callees. Callers come before their callees, so that one pass from the end adds up.
  fileprivate func totals(_ counted: CountedBlocks) -> [BlockTotal] {
    var totals = nodes.map { $0.own[counted] }
    for node in nodes.indices.dropFirst().reversed() { totals[nodes[node].parent] += totals[node] }
    return totals
  }

  /// What allocates at the top, each of its callers below it.
  fileprivate func inverted(_ counted: CountedBlocks) -> CallTree {
    var result = CallTree()
    // The same numbers as here.
    for frame in frames { _ = result.number(of: frame) }
    for node in nodes.indices.dropFirst() where nodes[node].own[counted].blocks != 0 {
      var (place, caller) = (0, node)
      while caller != 0 {
        place = result.node(calledBy: place, frame: nodes[caller].frame)
        caller = nodes[caller].parent
      }
      result.add(nodes[node].own, at: place)
    }
    result.add(nodes[0].own, at: 0)
    return result
  }
}
