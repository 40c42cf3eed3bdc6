import Snapshots

/// What one run asked its allocator for: `mprof stats`.
package struct RunStatistics {
  /// What ran, and its totals.
  package let run: RunDescription
  /// nil where they are not known: a snapshot has none, nor has what filters leave.
  package let sizes: AllocationSizes?
  /// Why there are no sizes; a sentence.
  package let missingSizes: String?
  /// The lines with the most bytes allocated in all, the most first.
  package let topByBytes: [PlaceTable.Row]
  /// The lines with the most blocks allocated in all.
  package let topByBlocks: [PlaceTable.Row]

  /// Blocks of one size class.
  struct Bucket {
    let sizes: ClosedRange<UInt64>
    let blocks: Int
  }

  private static let topCount = 5

  /// - Parameter sizes: of the blocks, or a sentence that says why they are not known.
  package init(_ run: RunDescription, sizes: Result<AllocationSizes, MissingText>, snapshot: SymbolizedSnapshot) {
    self.run = run
    (self.sizes, missingSizes) =
      switch sizes {
      case .success(let sizes): (sizes, nil)
      case .failure(let missing): (nil, missing.reason)
      }
    let rows = PlaceTable(snapshot, by: .line, of: .total).rows
    topByBytes = Array(rows.prefix(Self.topCount))
    let byBlocks = rows.enumerated().sorted {
      ($0.element.counts.allocations.blocks, $1.offset) > ($1.element.counts.allocations.blocks, $0.offset)
    }
    topByBlocks = byBlocks.prefix(Self.topCount).map(\.element)
  }

  /// From the smallest class that has blocks to the largest, those between included.
  var buckets: [Bucket] {
    guard let sizes else { return [] }
    let all = (0..<AllocationSizes.bucketCount).map { bucket in
      Bucket(sizes: AllocationSizes.sizes(ofBucket: bucket), blocks: sizes.blocks(inBucket: bucket))
    }
    guard let first = all.firstIndex(where: { $0.blocks != 0 }), let last = all.lastIndex(where: { $0.blocks != 0 })
    else { return [] }
    return Array(all[first...last])
  }
}

extension AllocationSizes {
  /// Mappings are no blocks.
  static let blockAllocators = Allocator.allCases.filter { $0 != .mmap }

  func blocks(inBucket bucket: Int) -> Int { Self.blockAllocators.reduce(0) { $0 + self[$1, bucket: bucket] } }
}

extension AllocationSizes.Allocator {
  /// As people write it.
  var name: String {
    switch self {
    case .malloc: "malloc"
    case .calloc: "calloc"
    case .realloc: "realloc"
    case .aligned: "aligned"
    case .mmap: "mmap"
    }
  }
}
