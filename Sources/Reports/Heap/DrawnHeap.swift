/// A neighbourhood as it is drawn: leaves that are alike are one, or an array's thousand elements would hide the rest.
struct DrawnHeap {
  struct Node {
    var node: HeapNeighbourhood.Node
    /// So many objects.
    var count = 1
  }

  struct Edge {
    var edge: HeapNeighbourhood.Edge
    /// `[0] … [49]` where it stands for several.
    var label: String?
  }

  private(set) var nodes: [Node] = []
  private(set) var edges: [Edge] = []

  /// Fewer are drawn one by one.
  private static let leastFolded = 4

  /// What leaves have in common when they are alike.
  private struct Kind: Hashable {
    var type: String
    var neighbour: Int
    var isTarget: Bool
    var ownership: ReferenceOwnership
    var property: String?
  }

  init(_ heap: HeapNeighbourhood) {
    let leaves = Self.leaves(of: heap)
    var members: [Kind: [Int]] = [:]
    for node in heap.nodes {
      if let leaf = leaves[node.id] { members[leaf.kind, default: []].append(node.id) }
    }
    let folded = members.values.filter { $0.count >= Self.leastFolded }
    let hidden = Set(folded.flatMap { $0.dropFirst() })
    let groups = Dictionary(uniqueKeysWithValues: folded.map { ($0[0], $0) })
    let byID = Dictionary(heap.nodes.map { ($0.id, $0) }) { first, _ in first }
    nodes = heap.nodes.filter { !hidden.contains($0.id) }.map { node in
      guard let group = groups[node.id] else { return Node(node: node) }
      return Node(node: Self.sum(group.compactMap { byID[$0] }), count: group.count)
    }
    edges = heap.edges.filter { !hidden.contains($0.from) && !hidden.contains($0.to) }.map { edge in
      let group = groups[edge.from] ?? groups[edge.to] ?? []
      return Edge(edge: edge, label: Self.label(group.compactMap { leaves[$0]?.label }) ?? edge.label)
    }
  }

  /// Nodes with one edge, but for roots and the object that was asked for.
  private static func leaves(of heap: HeapNeighbourhood) -> [Int: (kind: Kind, label: String?)] {
    var edges: [Int: [HeapNeighbourhood.Edge]] = [:]
    for edge in heap.edges {
      edges[edge.from, default: []].append(edge)
      edges[edge.to, default: []].append(edge)
    }
    var leaves: [Int: (kind: Kind, label: String?)] = [:]
    for node in heap.nodes where !node.isCentre && !node.isRoot {
      guard let own = edges[node.id], own.count == 1, let edge = own.first else { continue }
      let isTarget = edge.to == node.id
      // All elements of a collection are alike.
      let property = edge.label.map { $0.hasPrefix("[") ? "[]" : $0 }
      leaves[node.id] = (
        Kind(
          type: node.type, neighbour: isTarget ? edge.from : edge.to, isTarget: isTarget, ownership: edge.ownership,
          property: property), edge.label
      )
    }
    return leaves
  }

  private static func sum(_ nodes: [HeapNeighbourhood.Node]) -> HeapNeighbourhood.Node {
    func sum(_ size: KeyPath<HeapNeighbourhood.Node, Int?>) -> Int? {
      nodes.reduce(Optional(0)) { sum, node in sum.flatMap { sum in node[keyPath: size].map { sum + $0 } } }
    }
    var result = nodes[0]
    (result.bytes, result.retainedBytes) = (sum(\.bytes), sum(\.retainedBytes))
    return result
  }

  private static func label(_ labels: [String]) -> String? {
    guard let first = labels.first, let last = labels.last else { return nil }
    return first == last ? first : "\(first) … \(last)"
  }
}
