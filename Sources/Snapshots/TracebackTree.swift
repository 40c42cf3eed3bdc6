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
    addNodes(of: sites.map { $0.traceback.frames.reversed().map { numbers[$0] ?? 0 } })
  }

  private static func distinctAddresses(_ sites: [AllocationSite]) -> [CodeAddress: Int] {
    var numbers: [CodeAddress: Int] = [:]
    for site in sites {
      for address in site.traceback.frames { numbers[address] = 0 }
    }
    return numbers
  }

  /// In order, paths from the root that have their beginning in common follow each other: what a path shares with the one
  /// before it needs no search.
  private mutating func addNodes(of paths: [[Int]]) {
    innermost = Array(repeating: 0, count: paths.count)
    var previous: [Int] = []
    var chain: [Int] = []
    for site in paths.indices.sorted(by: { paths[$0].lexicographicallyPrecedes(paths[$1]) }) {
      let path = paths[site]
      let shared = zip(path, previous).prefix { $0 == $1 }.count
      chain.removeLast(chain.count - shared)
      for frame in path[shared...] {
        nodes.append(Node(parent: chain.last ?? 0, frame: frame))
        chain.append(nodes.count)
      }
      previous = path
      innermost[site] = chain.last ?? 0
    }
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
