/// The sequences of `SnapshotFormat`, read.

extension FieldReader {
  mutating func list<Element>(
    leastBytes: Int, _ read: (inout FieldReader) throws -> Element
  ) throws -> [Element] {
    let count = try count(leastBytes: leastBytes)
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for _ in 0..<count { elements.append(try read(&self)) }
    return elements
  }

  /// A snapshot without anything but what stands once for the process.
  mutating func process() throws -> Snapshot {
    let totals = ProcessTotals(
      live: try total(), total: try total(), peakBytes: try summand(), droppedBlocks: try summand(),
      droppedTracebacks: try summand(), ownBytes: try summand())
    return Snapshot(
      sites: [], totals: totals, maximumFrames: try number(), creationTime: try duration())
  }

  private mutating func duration() throws -> Duration {
    let (seconds, attoseconds) = (try number(), try number())
    // What a Duration consists of, and with room to spare: it cannot be taken apart when its seconds need more than 64 bits.
    guard seconds.magnitude < 1 << 62, attoseconds.magnitude < 1_000_000_000_000_000_000 else { throw Contradiction() }
    return Duration(secondsComponent: Int64(seconds), attosecondsComponent: Int64(attoseconds))
  }

  mutating func image() throws -> LoadedImage {
    let path = try text()
    let buildID = Array(try counted())
    let loadBias = try unsigned()
    let segments = try list(leastBytes: 2) { reader in
      let start = try reader.unsigned() &+ loadBias
      let (end, overflow) = start.addingReportingOverflow(try reader.unsigned())
      if overflow { throw Contradiction() }
      return start..<end
    }
    return LoadedImage(path: path, buildID: buildID, loadBias: loadBias, segments: segments)
  }

  mutating func frames() throws -> [CodeAddress] {
    let returnAddresses = try ascending().map { CodeAddress.returnAddress(ReturnAddress($0)) }
    return returnAddresses + (try ascending().map { CodeAddress.programCounter(ProgramCounter($0)) })
  }

  private mutating func ascending() throws -> [UInt64] {
    var last: UInt64 = 0
    return try list(leastBytes: 1) { reader in
      last &+= try reader.unsigned()
      return last
    }
  }

  mutating func nodes(frames: Int) throws -> [Callers.Node] {
    var nodes = [Callers.Node(parent: 0, frame: 0, depth: 0)]
    let count = try count(leastBytes: 2)
    guard count < Int32.max else { throw Contradiction() }
    nodes.reserveCapacity(count + 1)
    for number in 1..<count + 1 {
      let parent = number - 1 - (try index(below: number))
      let frame = try index(below: frames)
      nodes.append(Callers.Node(parent: Int32(parent), frame: Int32(frame), depth: nodes[parent].depth + 1))
    }
    return nodes
  }

  mutating func sites(_ callers: inout Callers, types: Int) throws -> [AllocationSite] {
    try list(leastBytes: 9) { reader in
      AllocationSite(
        traceback: try reader.traceback(&callers), live: try reader.total(), total: try reader.total(),
        peak: try reader.total(), temporaryBlocks: try reader.summand(),
        liveByType: try reader.list(leastBytes: 3) { reader in
          TypeTotal(type: try reader.index(below: types), total: try reader.total())
        })
    }
  }

  private mutating func traceback(_ callers: inout Callers) throws -> Traceback {
    let coded = try unsigned()
    guard coded >> 1 < UInt64(callers.nodes.count), let frames = callers.frames(from: Int(coded >> 1)) else {
      throw Contradiction()
    }
    return Traceback(frames: frames, isTruncated: coded & 1 == 1)
  }

  mutating func blocks(sites: Int, types: Int) throws -> [LiveBlock] {
    var last: UInt64 = 0
    return try list(leastBytes: 4) { reader in
      let rotated = try reader.unsigned()
      let (address, overflow) = last.addingReportingOverflow(rotated << 4 | rotated >> 60)
      if overflow { throw Contradiction() }
      last = address
      let bytes = try reader.summand()
      let site = try reader.index(below: min(sites, Int(Int32.max)))
      let type = try reader.index(below: min(types, Int(Int32.max)) + 1)
      return LiveBlock(address: address, bytes: bytes, site: site, type: type == 0 ? nil : type - 1)
    }
  }
}

/// A `TracebackTree` as it is read.
struct Callers {
  struct Node {
    var parent: Int32
    var frame: Int32
    var depth: Int32
  }

  private let addresses: [CodeAddress]
  let nodes: [Node]
  /// How many frames may still be taken.
  private var framesLeft: Int

  init(frames: [CodeAddress], nodes: [Node], most: Int) {
    addresses = frames
    self.nodes = nodes
    framesLeft = most
  }

  /// The frames from a node outwards; nil when together with those before they are more than the file can mean.
  mutating func frames(from innermost: Int) -> [CodeAddress]? {
    let depth = Int(nodes[innermost].depth)
    guard depth <= framesLeft else { return nil }
    framesLeft -= depth
    var node = nodes[innermost]
    var frames: [CodeAddress] = []
    frames.reserveCapacity(depth)
    while node.depth > 0 {
      frames.append(addresses[Int(node.frame)])
      node = nodes[Int(node.parent)]
    }
    return frames
  }
}
