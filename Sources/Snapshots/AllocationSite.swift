/// One distinct traceback and what was allocated there.
public struct AllocationSite: Hashable, Sendable {
  /// Where.
  public var traceback: Traceback
  /// Blocks that existed when the snapshot was taken.
  public var live: BlockTotal
  /// Blocks allocated since tracing started, released ones included.
  public var total: BlockTotal
  /// Blocks of this site that were live when the process as a whole was at its peak: not the site's own maximum.
  public var peak: BlockTotal
  /// Blocks released before their thread allocated again; they are part of `total`.
  public var temporary: BlockTotal

  /// The counts of one traceback.
  public init(
    traceback: Traceback, live: BlockTotal = .zero, total: BlockTotal = .zero, peak: BlockTotal = .zero,
    temporary: BlockTotal = .zero
  ) {
    self.traceback = traceback
    self.live = live
    self.total = total
    self.peak = peak
    self.temporary = temporary
  }
}
