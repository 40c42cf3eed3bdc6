import Snapshots

/// Tracebacks merged from their outermost frames inwards, each node with what was allocated exactly there. What a node
/// holds together with its callees is the sum over its subtree.
public struct CallTree: Sendable {
  /// A function at a line of its source, and the image it is from. Calls from two lines of a function are two frames.
  public struct Frame: Hashable, Sendable {
    /// As people read it.
    public var function: String
    /// The source file; empty where there is none.
    public var file: String
    /// From 1; 0 where unknown.
    public var line: Int
    /// The name of the executable or library, without its folders; empty where unknown.
    public var module: String

    /// A place in the source of an image.
    public init(function: String, file: String = "", line: Int = 0, module: String = "") {
      self.function = function
      self.file = file
      self.line = line
      self.module = module
    }

    /// Above tracebacks of which the outer callers are missing: their outermost frames are no roots.
    public static let truncated = Frame(function: "(outer callers are missing)")
    /// In place of a traceback of which nothing is known.
    public static let unknown = Frame(function: SourceFrame.unknown.function)
  }

  /// What was allocated at one traceback, as in `AllocationSite`.
  public struct Counts: Hashable, Sendable {
    /// When the snapshot was taken.
    public var live: BlockTotal
    /// When the process was at its peak.
    public var peak: BlockTotal
    /// Ever.
    public var total: BlockTotal
    /// Released before their thread allocated again; part of `total`.
    public var temporaryBlocks: Int

    /// Zero but for what is given.
    public init(
      live: BlockTotal = .zero, peak: BlockTotal = .zero, total: BlockTotal = .zero, temporaryBlocks: Int = 0
    ) {
      self.live = live
      self.peak = peak
      self.total = total
      self.temporaryBlocks = temporaryBlocks
    }

    /// Both added in place.
    public static func += (left: inout Counts, right: Counts) {
      left.live += right.live
      left.peak += right.peak
      left.total += right.total
      left.temporaryBlocks += right.temporaryBlocks
    }
  }

  /// One frame below one caller.
  public struct Node: Hashable, Sendable {
    /// Index into `nodes`, always smaller than the node's own; the root is its own parent.
    public let parent: Int
    /// Index into `frames`; of the root, -1.
    public let frame: Int
    /// What was allocated here, without callees.
    public fileprivate(set) var own: Counts
  }

  /// Distinct.
  public private(set) var frames: [Frame] = []
  /// The first is the root, which stands for the whole program and has no frame.
  public private(set) var nodes = [Node(parent: 0, frame: -1, own: Counts())]

  private var frameNumbers: [Frame: Int] = [:]
  private var nodeNumbers: [Edge: Int] = [:]

  private struct Edge: Hashable {
    let parent: Int
    let frame: Int
  }

  /// A tree that holds nothing.
  public init() {}

  /// The frame's index in `frames`, to which it is added when it is not there.
  public mutating func number(of frame: Frame) -> Int {
    if let known = frameNumbers[frame] { return known }
    frameNumbers[frame] = frames.count
    frames.append(frame)
    return frames.count - 1
  }

  /// The node for a frame that the node `caller` called; added when it is not there.
  /// - Parameter frame: index into `frames`.
  public mutating func node(calledBy caller: Int, frame: Int) -> Int {
    let edge = Edge(parent: caller, frame: frame)
    if let known = nodeNumbers[edge] { return known }
    nodeNumbers[edge] = nodes.count
    nodes.append(Node(parent: caller, frame: frame, own: Counts()))
    return nodes.count - 1
  }

  /// Adds to what was allocated exactly at the node.
  public mutating func add(_ counts: Counts, at node: Int) { nodes[node].own += counts }

  /// Adds what was allocated by the last of these frames, each of which is called by the one before it.
  public mutating func add(_ counts: Counts, calls: [Frame]) {
    var place = 0
    for frame in calls { place = node(calledBy: place, frame: number(of: frame)) }
    add(counts, at: place)
  }
}
