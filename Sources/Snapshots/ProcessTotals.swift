/// What the recorder counted in the whole process, and what it could not record.
public struct ProcessTotals: Hashable, Sendable {
  /// Blocks that existed when the snapshot was taken.
  public var live: BlockTotal
  /// Blocks allocated since tracing started.
  public var total: BlockTotal
  /// The highest live bytes since tracing started or the peak was reset.
  public var peakBytes: Int
  /// Blocks that were not recorded because there was no memory to do so.
  public var droppedBlocks: Int
  /// Blocks that were recorded without their traceback for the same reason.
  public var droppedTracebacks: Int
  /// Address space the recorder itself took, in bytes; what of it is resident is at most this.
  public var ownBytes: Int

  /// Everything zero but what is given.
  public init(
    live: BlockTotal = .zero, total: BlockTotal = .zero, peakBytes: Int = 0, droppedBlocks: Int = 0,
    droppedTracebacks: Int = 0, ownBytes: Int = 0
  ) {
    self.live = live
    self.total = total
    self.peakBytes = peakBytes
    self.droppedBlocks = droppedBlocks
    self.droppedTracebacks = droppedTracebacks
    self.ownBytes = ownBytes
  }
}
