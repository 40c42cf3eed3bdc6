/// Everything recorded up to one moment, as addresses: `symbolized(_:)` gives them functions, files and lines.
public struct Snapshot: Hashable, Sendable {
  /// Distinct tracebacks, in no particular order; those without live blocks included.
  public var sites: [AllocationSite]
  /// The files that the addresses of the tracebacks belong to.
  public var images: [LoadedImage]
  /// The process as a whole. Stays as it is when sites are filtered out.
  public var totals: ProcessTotals
  /// At most so many frames were kept of each traceback.
  public var maximumFrames: Int
  /// When it was taken: since 1970-01-01 00:00 UTC.
  public var creationTime: Duration

  /// A snapshot of what was read from a recorder, or from a file.
  public init(
    sites: [AllocationSite], images: [LoadedImage] = [], totals: ProcessTotals = ProcessTotals(), maximumFrames: Int,
    creationTime: Duration
  ) {
    self.sites = sites
    self.images = images
    self.totals = totals
    self.maximumFrames = maximumFrames
    self.creationTime = creationTime
  }
}
