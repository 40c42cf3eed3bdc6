/// The tracebacks of a snapshot as one tree with the outermost frames at the root: callers that many share are there once.
struct TracebackTree {
  /// Distinct addresses, ascending; their frame numbers go on from the one list to the other.
  let returnAddresses: [UInt64]
  let programCounters: [UInt64]
  /// Node n + 1 is `nodes[n]`; node 0 is the root, above the outermost frames.
  private(set) var nodes: [Node] = []
  /// For each site the node of its innermost frame.
  private(set) var innermost: [Int] = []

  struct Node {
    var parent: Int
    var frame: Int
  }

  init(_ sites: [AllocationSite]) {
    var numbers = Self.distinctAddresses(sites)
    let ascending = numbers.keys.sorted { $0.programCounter.rawValue < $1.programCounter.rawValue }
    let returns = ascending.filter(\.isReturnAddress)
    let others = ascending.filter { !$0.isReturnAddress }
    returnAddresses = returns.map(\.rawValue)
    programCounters = others.map(\.rawValue)
    for (number, address) in (returns + others).enumerated() { numbers[address] = number }
    addNodes(of: sites, numbers: numbers)
  }

  private static func distinctAddresses(_ sites: [AllocationSite]) -> [CodeAddress: Int] {
    var numbers: [CodeAddress: Int] = [:]
    for site in sites {
      for address in site.traceback.frames { numbers[address] = 0 }
    }
    return numbers
  }

  /// Recorders list neighbouring sites after each other: what a traceback shares with the one before it needs no search.
  private mutating func addNodes(of sites: [AllocationSite], numbers: [CodeAddress: Int]) {
    var known: [Edge: Int] = [:]
    var previous: [CodeAddress] = []
    var path: [Int] = []
    for site in sites {
      let frames = site.traceback.frames
      let shared = zip(frames.reversed(), previous.reversed()).prefix { $0 == $1 }.count
      path.removeLast(path.count - shared)
      for address in frames.dropLast(shared).reversed() {
        let edge = Edge(parent: path.last ?? 0, frame: numbers[address] ?? 0)
        path.append(node(edge, &known))
      }
      previous = frames
      innermost.append(path.last ?? 0)
    }
  }

  private mutating func node(_ edge: Edge, _ known: inout [Edge: Int]) -> Int {
    if let node = known[edge] { return node }
    nodes.append(Node(parent: edge.parent, frame: edge.frame))
    known[edge] = nodes.count
    return nodes.count
  }

  private struct Edge: Hashable {
    var parent: Int
    var frame: Int
  }
}

extension CodeAddress {
  var isReturnAddress: Bool {
    if case .returnAddress = self { true } else { false }
  }

  /// As recorded: for a return address that itself.
  var rawValue: UInt64 {
    switch self {
    case .returnAddress(let address): address.rawValue
    case .programCounter(let address): address.rawValue
    }
  }
}
