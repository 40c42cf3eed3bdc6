/// Objects and the references between them: what is around one object, a cycle, a path.
public struct HeapNeighbourhood: Hashable, Sendable {
  /// An object, or a root.
  public struct Node: Hashable, Sendable {
    /// What edges name it by; each node has its own.
    public var id: Int
    /// Of a root its name: "global App.cache".
    public var type: String
    /// Requested; nil for a root, and where it is not told.
    public var bytes: Int?
    /// What would be freed with it; nil where that was not computed.
    public var retainedBytes: Int?
    /// Whether it is the one that was asked for.
    public var isCentre: Bool
    /// Whether it is where a search from the outside begins: a global, a stack, a thread's own storage.
    public var isRoot: Bool

    /// An object unless told otherwise.
    public init(
      id: Int, type: String, bytes: Int? = nil, retainedBytes: Int? = nil, isCentre: Bool = false, isRoot: Bool = false
    ) {
      (self.id, self.type, self.bytes, self.retainedBytes) = (id, type, bytes, retainedBytes)
      (self.isCentre, self.isRoot) = (isCentre, isRoot)
    }
  }

  /// A reference.
  public struct Edge: Hashable, Sendable {
    /// Nodes' ids.
    public var from, to: Int
    /// The property: ".children"; nil where it is not known.
    public var label: String?
    /// How it keeps its object.
    public var ownership: ReferenceOwnership

    /// A strong reference unless told otherwise.
    public init(from: Int, to: Int, label: String? = nil, ownership: ReferenceOwnership = .strong) {
      (self.from, self.to, self.label, self.ownership) = (from, to, label, ownership)
    }
  }

  /// Objects and roots.
  public var nodes: [Node]
  /// References; both ends are among the nodes.
  public var edges: [Edge]
  /// Stands under a drawing.
  public var title: String?

  /// What is drawn.
  public init(nodes: [Node], edges: [Edge], title: String? = nil) {
    (self.nodes, self.edges, self.title) = (nodes, edges, title)
  }
}

extension HeapNeighbourhood {
  /// More objects in a row fit on no page.
  private static let mostInRow = 40

  /// Objects in a row, and the first again when it is a cycle. Of a long row the middle is one node.
  fileprivate init(_ row: [HeapStep], isCycle: Bool, title: String?) {
    let left = row.count - Self.mostInRow
    let middle = [HeapStep(type: "… \(left.grouped) more objects")]
    let steps = left < 2 ? row : row.prefix(Self.mostInRow / 2) + middle + row.suffix(Self.mostInRow / 2)
    nodes = steps.enumerated().map { Node(id: $0, type: $1.type, bytes: $1.bytes) }
    edges = steps.enumerated().compactMap { number, step in
      let next = number + 1
      guard next < steps.count || isCycle else { return nil }
      return Edge(from: number, to: next % steps.count, label: step.property, ownership: step.ownership)
    }
    self.title = title
  }
}

extension LeakGroup {
  /// The cycle, or what hangs on the object that nothing refers to, as a Graphviz graph.
  public func dot() -> String {
    HeapNeighbourhood(path, isCycle: kind == .retainCycle, title: title).dot()
  }
}

extension HeapPath {
  /// The path as a Graphviz graph.
  public func dot() -> String {
    var graph = HeapNeighbourhood(steps, isCycle: false, title: nil)
    let rootID = graph.nodes.count
    if let first = graph.nodes.first {
      graph.nodes[rootID - 1].isCentre = true
      graph.edges.insert(.init(from: rootID, to: first.id), at: 0)
    }
    graph.nodes.append(.init(id: rootID, type: root, isRoot: true))
    return graph.dot()
  }
}
