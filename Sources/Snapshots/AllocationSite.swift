/// One distinct traceback and what was allocated there.
public struct AllocationSite: Hashable, Sendable {
  /// Where.
  public var traceback: Traceback
  /// Blocks that existed when the snapshot was taken.
  public var live: BlockTotal
  /// Blocks allocated since tracing started, released ones included.
  public var total: BlockTotal
  /// Blocks of this site that were live when the process as a whole was at its peak, for the first time: not the site's own maximum.
  public var peak: BlockTotal
  /// How many blocks were released before their thread allocated again; they are part of `total`.
  public var temporaryBlocks: Int
  /// The live blocks whose types are known, one element a type. What is missing to `live` has no known type.
  public var liveByType: [TypeTotal]

  /// The counts of one traceback.
  public init(
    traceback: Traceback, live: BlockTotal = .zero, total: BlockTotal = .zero, peak: BlockTotal = .zero,
    temporaryBlocks: Int = 0, liveByType: [TypeTotal] = []
  ) {
    self.traceback = traceback
    self.live = live
    self.total = total
    self.peak = peak
    self.temporaryBlocks = temporaryBlocks
    self.liveByType = liveByType
  }

  /// `temporaryBlocks` as a total, for `statistics(of: \.temporary)`. Its bytes are 0: the recorder counts temporary
  /// blocks without adding up their sizes, so statistics of them rank by number.
  public var temporary: BlockTotal { BlockTotal(blocks: temporaryBlocks, bytes: 0) }
}

/// How many of a site's live blocks are of one type.
public struct TypeTotal: Hashable, Sendable {
  /// Index into `Snapshot.types`.
  public var type: Int
  /// The blocks and their requested bytes.
  public var total: BlockTotal

  /// So many blocks of the type.
  public init(type: Int, total: BlockTotal) {
    self.type = type
    self.total = total
  }
}
