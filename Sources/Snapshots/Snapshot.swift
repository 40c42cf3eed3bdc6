/// Everything recorded up to one moment, as addresses: `symbolized(_:)` gives them functions, files and lines.
public struct Snapshot: Hashable, Sendable {
  /// Distinct tracebacks, in no particular order; those without live blocks included.
  public var sites: [AllocationSite]
  /// The live blocks one by one, ascending by address. Empty unless the snapshot was asked to list them.
  public var blocks: [LiveBlock]
  /// The demangled names that `AllocationSite.liveByType` and `LiveBlock.type` are indices into.
  public var types: [String]
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
    sites: [AllocationSite], blocks: [LiveBlock] = [], types: [String] = [], images: [LoadedImage] = [],
    totals: ProcessTotals = ProcessTotals(), maximumFrames: Int, creationTime: Duration
  ) {
    self.sites = sites
    self.blocks = blocks
    self.types = types
    self.images = images
    self.totals = totals
    self.maximumFrames = maximumFrames
    self.creationTime = creationTime
  }

  /// Removes the other sites and their blocks; the blocks that stay follow their sites to the new indices.
  mutating func keepSites(where belongs: (AllocationSite) -> Bool) {
    var kept: [AllocationSite] = []
    // Old index → new index, -1 for a site that goes.
    let newIndices = sites.map { site -> Int in
      guard belongs(site) else { return -1 }
      kept.append(site)
      return kept.count - 1
    }
    if kept.count == sites.count { return }
    sites = kept
    blocks = blocks.compactMap { block in
      guard newIndices[block.site] >= 0 else { return nil }
      var block = block
      block.site = newIndices[block.site]
      return block
    }
  }
}
