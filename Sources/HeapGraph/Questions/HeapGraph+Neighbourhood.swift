#if os(Linux)
import Reports
import Snapshots

extension HeapGraph {
  /// The objects around one: what refers to it and what it refers to, so many references away, for a drawing (`dot()`) or a program (`json()`).
  ///
  /// - Parameters:
  ///   - distance: how many references away.
  ///   - limit: so many objects at most, the nearest ones.
  public func neighbourhood(of object: HeapObject, distance: Int = 1, limit: Int = 200) -> HeapNeighbourhood {
    OwnWork.run {
      var surroundings = Surroundings(object.block, storage, limit: limit)
      for _ in 0..<distance { surroundings.widen() }
      return surroundings.drawn(title: object.description)
    }
  }
}

/// Blocks around one, nearest first.
private struct Surroundings {
  private let storage: HeapStorage
  private let limit: Int
  private var blocks: [UInt32]
  private var known: Set<UInt32>
  private var references: Set<Pair> = []
  /// Where the outermost layers begin, of what refers to the centre and of what it refers to.
  private var (outer, inner): ([UInt32], [UInt32])

  private struct Pair: Hashable {
    var from, to: UInt32
  }

  init(_ centre: UInt32, _ storage: HeapStorage, limit: Int) {
    (self.storage, self.limit) = (storage, limit)
    (blocks, known) = ([centre], [centre])
    (outer, inner) = ([centre], [centre])
  }

  mutating func widen() {
    outer = outer.flatMap { block in storage.referrers(block).compactMap { add(from: $0, to: block, new: $0) } }
    inner = inner.flatMap { block in
      storage.targets(block).filter { !storage.isMetadata($0) }.compactMap { add(from: block, to: $0, new: $0) }
    }
  }

  /// The block when it was not known yet.
  private mutating func add(from: UInt32, to: UInt32, new: UInt32) -> UInt32? {
    let isNew = !known.contains(new)
    if isNew, blocks.count >= limit { return nil }
    references.insert(Pair(from: from, to: to))
    guard isNew else { return nil }
    known.insert(new)
    blocks.append(new)
    return new
  }

  func drawn(title: String) -> HeapNeighbourhood {
    let numbers = Dictionary(uniqueKeysWithValues: blocks.enumerated().map { ($1, $0) })
    let nodes = blocks.enumerated().map { number, block in
      HeapNeighbourhood.Node(
        id: number, type: storage.name(block), bytes: storage.bytes(block), isCentre: number == 0)
    }
    let edges = references.sorted { ($0.from, $0.to) < ($1.from, $1.to) }.compactMap { pair in
      numbers[pair.from].flatMap { from in numbers[pair.to].map { edge(pair, from, $0) } }
    }
    let (rootNodes, rootEdges) = roots(numbers)
    return HeapNeighbourhood(nodes: nodes + rootNodes, edges: edges + rootEdges, title: title)
  }

  private func edge(_ pair: Pair, _ from: Int, _ to: Int) -> HeapNeighbourhood.Edge {
    let property = storage.place(from: pair.from, to: pair.to)?.property
    return .init(from: from, to: to, label: property?.name, ownership: property?.ownership ?? .strong)
  }

  private func roots(_ numbers: [UInt32: Int]) -> ([HeapNeighbourhood.Node], [HeapNeighbourhood.Edge]) {
    let roots = storage.roots.filter { numbers[$0.block] != nil && !storage.isOfCapturingThread($0) }
    let nodes = roots.enumerated().map {
      HeapNeighbourhood.Node(id: blocks.count + $0, type: storage.text(of: $1), isRoot: true)
    }
    let edges = roots.enumerated().map {
      HeapNeighbourhood.Edge(from: blocks.count + $0, to: numbers[$1.block] ?? 0)
    }
    return (nodes, edges)
  }
}
#endif
