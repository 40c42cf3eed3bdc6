/// The tracebacks of one process of a recording and what was counted under them, from its tables.
struct RecordedSites {
  private(set) var all: [AllocationSite] = []
  private(set) var totals = ProcessTotals()
  private(set) var maximumFrames = 0

  private let file: RecordingBytes
  /// What the sum of all counts may still rise by.
  private var sumLeft = SnapshotFormat.largestSum
  /// Chunk number → the table.
  private var nodes: [UInt32: RecordedTable] = [:]
  private var sites: [UInt32: RecordedTable] = [:]
  /// A thread's part of a chunk of sites.
  private var shares: [UInt32: [RecordedTable]] = [:]

  private static let (nodesAChunk, sitesAChunk, sharesAChunk) = (1024 as UInt32, 1024 as UInt32, 64 as UInt32)
  /// Sites share their callers in the file but not in memory. A site has a share of 64 bytes and the recorder keeps at most
  /// 2048 frames, so that its recordings stay below 32 frames a byte.
  static let mostFramesPerByte = 32
  private var framesLeft: Int
  /// The nodes above the outermost frame: of a whole stack, and of one that is deeper than the limit.
  private static let (root, truncatedRoot) = (1 as UInt32, 2 as UInt32)

  /// - Parameter framesLeft: how many there may still be, in all processes of the file.
  init(_ file: RecordingBytes, _ tables: [RecordedTable], framesLeft: inout Int) {
    self.file = file
    self.framesLeft = framesLeft
    defer { framesLeft = self.framesLeft }
    for table in tables {
      switch table.kind {
      case .nodes: nodes[table.index] = table
      case .sites: sites[table.index] = table
      case .shares: shares[table.index, default: []].append(table)
      default: break
      }
    }
    if let period = tables.filter({ $0.kind == .period && $0.bytes >= 44 }).max(by: { $0.index < $1.index }) {
      read(period.offset)
    }
  }

  /// Everything of the period, which is the time since the last clear.
  private mutating func read(_ period: UInt64) {
    guard let first = file.load(period + 32, as: UInt32.self), let peak = file.load(period + 8, as: Int.self),
      let epoch = file.load(period + 16, as: UInt64.self), let isAtPeak = file.load(period + 24, as: Int32.self)
    else { return }
    maximumFrames = Int(file.load(period + 40, as: UInt32.self) ?? 0)
    let end = ((shares.keys.max() ?? 0) &+ 1).multipliedReportingOverflow(by: Self.sharesAChunk)
    guard !end.overflow, first < end.partialValue else { return }
    for chunk in shares.keys.sorted() {
      let numbers = max(first, chunk * Self.sharesAChunk)..<max(first, (chunk + 1) * Self.sharesAChunk)
      for site in numbers { add(site, isAtPeak: isAtPeak != 0, epoch: epoch) }
    }
    totals.live = all.reduce(.zero) { $0 + $1.live }
    totals.total = all.reduce(.zero) { $0 + $1.total }
    totals.peakBytes = max(peak, totals.live.bytes)
  }

  private mutating func add(_ site: UInt32, isAtPeak: Bool, epoch: UInt64) {
    var sum = AllocationSite(traceback: Traceback(frames: []))
    for table in shares[site / Self.sharesAChunk] ?? [] {
      add(table.offset + 64 * UInt64(site % Self.sharesAChunk), to: &sum, isAtPeak: isAtPeak, epoch: epoch)
    }
    guard sum.total.blocks > 0 else { return }
    // Read one after the other while others count: a sum may be below zero for a moment, blocks cannot.
    sum.live = BlockTotal(blocks: max(0, sum.live.blocks), bytes: max(0, sum.live.bytes))
    sum.peak = BlockTotal(blocks: max(0, sum.peak.blocks), bytes: max(0, sum.peak.bytes))
    sum.traceback = traceback(of: site)
    all.append(sum)
  }

  /// A share's peak values hold for the peak that its epoch names; one that did not change since has its live ones.
  private mutating func add(_ share: UInt64, to sum: inout AllocationSite, isAtPeak: Bool, epoch: UInt64) {
    func number(_ index: UInt64) -> Int { file.summand(share + 8 * index, of: &sumLeft) }
    let total = BlockTotal(blocks: number(1), bytes: number(0))
    let live = total - BlockTotal(blocks: number(3), bytes: number(2))
    let isKept = !isAtPeak && file.load(share + 56, as: UInt64.self) == epoch
    sum.total += total
    sum.live += live
    sum.peak += isKept ? BlockTotal(blocks: number(6), bytes: number(5)) : live
    sum.temporaryBlocks += number(4)
  }

  /// Without frames for the site that stands for blocks without a traceback. A node is younger than its parent, so that none
  /// is met twice.
  private mutating func traceback(of site: UInt32) -> Traceback {
    guard let chunk = sites[site / Self.sitesAChunk],
      var node = file.load(chunk.offset + 4 * UInt64(site % Self.sitesAChunk), as: UInt32.self)
    else { return Traceback(frames: []) }
    var frames: [CodeAddress] = []
    while node > Self.truncatedRoot, framesLeft > 0, let chunk = nodes[node / Self.nodesAChunk] {
      let at = chunk.offset + 24 * UInt64(node % Self.nodesAChunk)
      guard let address = file.load(at, as: UInt64.self), let parent = file.load(at + 8, as: UInt32.self), parent < node
      else { break }
      framesLeft -= 1
      frames.append(CodeAddress(recorded: address))
      node = parent
    }
    return Traceback(frames: frames, isTruncated: node == Self.truncatedRoot || node > Self.truncatedRoot)
  }
}
