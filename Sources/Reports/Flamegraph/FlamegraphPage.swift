import Snapshots

/// `mprof flamegraph`: one HTML file that holds a call tree, and what is needed to look at it from all sides. It loads
/// nothing; its policy forbids it to.
///
///     let page = FlamegraphPage(title: "app", command: "./app --import", snapshot: snapshot.symbolized())
///     try page.html.write(…)
public struct FlamegraphPage: Sendable {
  /// What is wide in the graph; the page can switch.
  public enum Mode: String, Hashable, Sendable, CaseIterable {
    /// Bytes that were live when the snapshot was taken.
    case end
    /// Bytes that were live at the process's peak.
    case peak
    /// Bytes ever allocated.
    case total
    /// Blocks ever allocated.
    case allocations
    /// Blocks that were released before their thread allocated again.
    case temporary
  }

  /// The page's heading.
  public var title: String
  /// The recorded command line; empty for none.
  public var command: String
  /// What is to be known before believing the graph, one sentence each.
  public var notes: [String]
  /// What the graph shows.
  public var tree: CallTree
  /// Shown below the graph.
  public var timeline: Timeline?
  /// What the page shows first.
  public var mode: Mode
  /// Whether the page first shows allocating functions with their callers instead of callers with their callees.
  public var isInverted: Bool

  /// A page for a tree.
  public init(
    title: String, command: String = "", notes: [String] = [], tree: CallTree, timeline: Timeline? = nil,
    mode: Mode = .end, isInverted: Bool = false
  ) {
    self.title = title
    self.command = command
    self.notes = notes
    self.tree = tree
    self.timeline = timeline
    self.mode = mode
    self.isInverted = isInverted
  }

  /// A page for a snapshot, with a note for each thing that could not be recorded.
  public init(
    title: String, command: String = "", snapshot: SymbolizedSnapshot, timeline: Timeline? = nil, mode: Mode = .end,
    isInverted: Bool = false
  ) {
    self.init(
      title: title, command: command, notes: snapshot.snapshot.totals.losses, tree: CallTree(snapshot),
      timeline: timeline, mode: mode, isInverted: isInverted)
  }

  /// The file's whole text, UTF-8. The same page gives the same text.
  public var html: String {
    flamegraphDocument(
      title: title, style: flamegraphStyle, body: flamegraphBody, data: flamegraphData(of: self),
      script: flamegraphScript)
  }
}

extension ProcessTotals {
  /// One sentence for each thing that is missing.
  fileprivate var losses: [String] {
    let blocks = droppedBlocks == 1 ? "1 block was" : "\(droppedBlocks.grouped) blocks were"
    let tracebacks = droppedTracebacks == 1 ? "1 block has" : "\(droppedTracebacks.grouped) blocks have"
    return [
      droppedBlocks > 0 ? "\(blocks) not recorded: there was no memory to do so." : nil,
      droppedTracebacks > 0 ? "\(tracebacks) no traceback: there was no memory to record it." : nil,
    ].compactMap(\.self)
  }
}
