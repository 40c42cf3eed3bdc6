import Snapshots

/// What one row stands for.
package struct SourcePlace: Hashable, Sendable {
  /// Innermost first; one, but for a traceback. Of a line, file or function it is the frame with the most.
  package var frames: [SourceFrame]
  /// How many more functions there are at the line or in the file.
  package var otherFunctions = 0
  /// Of a traceback, whether callers are missing.
  package var isTruncated = false
}

/// What was counted at one place.
package struct PlaceCounts: Hashable, Sendable {
  /// Of the count that was chosen.
  package var counted = BlockTotal.zero
  /// Ever.
  package var allocations = BlockTotal.zero
  /// Part of the allocations.
  package var temporaryBlocks = 0

  /// Both added in place.
  static func += (left: inout PlaceCounts, right: PlaceCounts) {
    left.counted += right.counted
    left.allocations += right.allocations
    left.temporaryBlocks += right.temporaryBlocks
  }

  init() {}

  init(_ site: AllocationSite, _ count: KeyPath<AllocationSite, BlockTotal>) {
    counted = site[keyPath: count]
    allocations = site.total
    temporaryBlocks = site.temporaryBlocks
  }
}
