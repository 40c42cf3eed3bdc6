#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// Reading the recorder into a snapshot, while other threads go on.
import CAllocationRecorder
import Glibc
import HeapGraph
import RecordedHeap
import Snapshots

extension ProcessTotals {
  /// The whole process's, now.
  static func current() -> ProcessTotals {
    var totals = mpr_totals()
    mpr_read_totals(&totals)
    return ProcessTotals(totals)
  }

  init(_ totals: mpr_totals) {
    self.init(
      live: BlockTotal(totals.live_blocks, totals.live_bytes),
      total: BlockTotal(totals.total_blocks, totals.total_bytes),
      peakBytes: Int(totals.peak_bytes), droppedBlocks: Int(totals.dropped_blocks),
      droppedTracebacks: Int(totals.dropped_tracebacks), ownBytes: Int(totals.own_bytes))
  }
}

extension BlockTotal {
  /// What was read piece by piece while others counted can be below zero for a moment; a block cannot.
  fileprivate init(_ blocks: UInt64, _ bytes: UInt64) {
    self.init(blocks: max(0, Int(bitPattern: UInt(blocks))), bytes: max(0, Int(bitPattern: UInt(bytes))))
  }
}

extension AllocationSite {
  fileprivate init(_ site: UInt32, _ statistics: mpr_site_statistics) {
    self.init(
      traceback: Traceback(site: site), live: BlockTotal(statistics.live_blocks, statistics.live_bytes),
      total: BlockTotal(statistics.total_blocks, statistics.total_bytes),
      peak: BlockTotal(statistics.peak_blocks, statistics.peak_bytes), temporaryBlocks: Int(statistics.temporary_blocks)
    )
  }

  fileprivate static func + (left: AllocationSite, right: AllocationSite) -> AllocationSite {
    var sum = left
    sum.live += right.live
    sum.total += right.total
    sum.peak += right.peak
    sum.temporaryBlocks += right.temporaryBlocks
    return sum
  }
}

extension Traceback {
  /// As the recorder knows it under the site's number.
  init(site: UInt32) { self.init(site: site, mpr_read_traceback) }
}

extension LoadedImage {
  /// The images of this process, now.
  static func all() -> [LoadedImage] { all(mpr_visit_images) }
}

/// A snapshot under construction. Its own memory is not recorded: use it inside `withoutRecording`.
struct SnapshotCapture {
  private var sites: [AllocationSite] = []
  /// The recorder's number → index into `sites`.
  private var indices = SiteIndices()

  /// Everything the tracer recorded.
  static func everything(listingBlocks: Bool) -> Snapshot {
    var capture = SnapshotCapture()
    var (first, end): (UInt32, UInt32) = (0, 0)
    mpr_site_range(&first, &end)
    for site in first..<end {
      var statistics = mpr_site_statistics()
      mpr_read_site(site, &statistics)
      capture.add(site, statistics)
    }
    return capture.finished(.current(), listingBlocks: listingBlocks)
  }

  /// What the excerpt's closure allocated.
  static func excerpt(_ excerpt: OpaquePointer) -> Snapshot {
    var capture = SnapshotCapture()
    var cursor: UInt32 = 0
    var statistics = mpr_site_statistics()
    while case let site = mpr_next_excerpt_site(excerpt, &cursor, &statistics), site > 0 {
      capture.add(site, statistics)
    }
    var totals = mpr_totals()
    mpr_read_excerpt(excerpt, &totals)
    return capture.finished(ProcessTotals(totals), excerpt: excerpt, listingBlocks: false)
  }

  private mutating func add(_ site: UInt32, _ statistics: mpr_site_statistics) {
    guard statistics.total_blocks > 0 else { return }
    let read = AllocationSite(site, statistics)
    if let index = indices[site] {
      sites[index] = sites[index] + read
    } else {
      indices[site] = sites.count
      sites.append(read)
    }
  }

  private mutating func finished(
    _ totals: ProcessTotals, excerpt: OpaquePointer? = nil, listingBlocks: Bool
  ) -> Snapshot {
    let images = LoadedImage.all()
    var survey = BlockSurvey(siteCount: sites.count, images: images, listsBlocks: listingBlocks)
    survey.run(indices, excerpt: excerpt)
    for (index, types) in survey.typesBySite.enumerated() where !types.isEmpty { sites[index].liveByType = types }
    var result = snapshot(totals, images)
    result.types = survey.typeNames
    result.blocks = survey.blocks
    return result
  }

  /// Its live and total blocks are those of its sites, so that the snapshot agrees with itself.
  private func snapshot(_ totals: ProcessTotals, _ images: [LoadedImage]) -> Snapshot {
    var totals = totals
    totals.live = sites.reduce(.zero) { $0 + $1.live }
    totals.total = sites.reduce(.zero) { $0 + $1.total }
    totals.peakBytes = max(totals.peakBytes, totals.live.bytes)
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Snapshot(
      sites: sites, images: images, totals: totals,
      maximumFrames: AllocationTracer.maximumFrames ?? Int(MPR_DEFAULT_FRAMES),
      creationTime: .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec))
  }
}
#endif
