/// A tree's nodes in the order of a walk through it.

extension CallTree {
  /// A node and how many callers are above it, below the root.
  struct Place {
    let node: Int
    let depth: Int
  }

  /// All nodes but the root, each directly followed by its callees.
  var preorder: [Place] {
    // Linked lists of callees: the first of each node, and the next of the same caller; 0 ends a list.
    var first = Array(repeating: 0, count: nodes.count)
    var next = first
    for node in nodes.indices.dropFirst().reversed() {
      next[node] = first[nodes[node].parent]
      first[nodes[node].parent] = node
    }
    var places: [Place] = []
    places.reserveCapacity(nodes.count)
    var waiting = [Place(node: first[0], depth: 0)]
    while let place = waiting.popLast() {
      if place.node == 0 { continue }
      places.append(place)
      waiting.append(Place(node: next[place.node], depth: place.depth))
      waiting.append(Place(node: first[place.node], depth: place.depth + 1))
    }
    return places
  }
}
