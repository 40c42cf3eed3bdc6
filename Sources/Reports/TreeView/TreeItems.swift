/// The rows that a call tree can be opened to, made when they are first seen: an inverted tree as a whole is as many times
/// larger than the tree as its stacks are deep.
struct TreeItems: Sendable {
  /// One function below one caller; inverted, below one callee.
  struct Item: Sendable {
    let parent: Int
    /// Index into the tree's frames; -1 for the root.
    let frame: Int
    /// Callees included; inverted, what those below it on the screen allocated through it.
    let counts: CallTree.Counts
    /// The nodes that it stands for. Inverted, each with the node that allocated.
    fileprivate let nodes: [(node: Int, allocating: Int)]
    /// Those that count nothing by the present measure included; nil before they were asked for.
    fileprivate(set) var children: [Int]?
    var isOpen = false
  }

  let tree: CallTree
  let isInverted: Bool
  /// The first is the root, which is no row.
  private(set) var all: [Item] = []
  /// For each node of the tree its counts with its callees'.
  private let subtrees: [CallTree.Counts]
  /// For each node of the tree those that it calls; empty when inverted.
  private let callees: [[Int]]

  init(_ tree: CallTree, isInverted: Bool) {
    self.tree = tree
    self.isInverted = isInverted
    var subtrees = tree.nodes.map(\.own)
    var callees: [[Int]] = Array(repeating: [], count: isInverted ? 0 : tree.nodes.count)
    for node in tree.nodes.indices.dropFirst().reversed() {
      subtrees[tree.nodes[node].parent] += subtrees[node]
      if !isInverted { callees[tree.nodes[node].parent].append(node) }
    }
    (self.subtrees, self.callees) = (subtrees, callees)
    let allocating = tree.nodes.indices.dropFirst().filter { tree.nodes[$0].own != CallTree.Counts() }
    let nodes = isInverted ? allocating.map { ($0, $0) } : [(0, 0)]
    all = [Item(parent: 0, frame: -1, counts: subtrees[0], nodes: nodes, isOpen: true)]
  }

  var root: Item { all[0] }

  subscript(item: Int) -> Item { all[item] }

  mutating func open(_ item: Int, _ isOpen: Bool) { all[item].isOpen = isOpen }

  /// Without callees; only for a tree that is not inverted.
  func own(_ item: Int) -> CallTree.Counts { tree.nodes[all[item].nodes[0].node].own }

  /// Whether it has no children of which the counts are wanted.
  func isLeaf(_ item: Int, where isWanted: (CallTree.Counts) -> Bool) -> Bool {
    isInverted
      ? !all[item].nodes.contains { tree.nodes[$0.node].parent != 0 && isWanted(tree.nodes[$0.allocating].own) }
      : !callees[all[item].nodes[0].node].contains { isWanted(subtrees[$0]) }
  }

  /// In no particular order.
  mutating func children(of item: Int) -> [Int] {
    if let known = all[item].children { return known }
    let first = all.count
    all += isInverted ? callers(of: item) : callees(of: item)
    let children = Array(first..<all.count)
    all[item].children = children
    return children
  }

  private func callees(of item: Int) -> [Item] {
    callees[all[item].nodes[0].node].map { node in
      Item(parent: item, frame: tree.nodes[node].frame, counts: subtrees[node], nodes: [(node, node)])
    }
  }

  /// By frame. Below the root these are the functions that allocate.
  private func callers(of item: Int) -> [Item] {
    var byFrame: [Int: [(node: Int, allocating: Int)]] = [:]
    for (node, allocating) in all[item].nodes {
      let caller = item == 0 ? node : tree.nodes[node].parent
      if caller != 0 { byFrame[tree.nodes[caller].frame, default: []].append((caller, allocating)) }
    }
    return byFrame.map { frame, nodes in
      let counts = nodes.reduce(into: CallTree.Counts()) { $0 += tree.nodes[$1.allocating].own }
      return Item(parent: item, frame: frame, counts: counts, nodes: nodes)
    }
  }
}

/// Searching without opening everything.
extension TreeItems {
  /// For each node whether it or one that can be reached from it downwards on the screen is of such a frame.
  func nodesLeading(to frames: Set<Int>) -> [Bool] {
    var leads = tree.nodes.map { frames.contains($0.frame) }
    for node in isInverted ? Array(tree.nodes.indices.dropFirst()) : tree.nodes.indices.dropFirst().reversed() {
      let parent = tree.nodes[node].parent
      if isInverted { leads[node] = leads[node] || leads[parent] } else { leads[parent] = leads[parent] || leads[node] }
    }
    return leads
  }

  /// Whether the item or one below it is among them.
  func leads(_ item: Int, _ nodes: [Bool]) -> Bool { all[item].nodes.contains { nodes[$0.node] } }
}
