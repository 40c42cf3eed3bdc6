#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// One pass over the live blocks: which types they have, and, when asked, which ones they are.
import CAllocationRecorder
import HeapGraph
import Snapshots

struct BlockSurvey {
  /// Blocks read and typed at a time.
  private static let chunk = 1 << 16

  private(set) var typesBySite: [[TypeTotal]]
  private(set) var blocks: [LiveBlock] = []
  private let listsBlocks: Bool
  private var types: BlockTypes

  init(siteCount: Int, images: [LoadedImage], listsBlocks: Bool) {
    types = BlockTypes(images: images)
    typesBySite = Array(repeating: [], count: siteCount)
    self.listsBlocks = listsBlocks
  }

  var typeNames: [String] { types.names }

  /// Of the tracer, or of an open excerpt. Blocks whose sites came up after `indices` were made are left out.
  mutating func run(_ indices: SiteIndices, excerpt: OpaquePointer? = nil) {
    let liveBuffer = OwnBuffer<mpr_live_block>(capacity: Self.chunk)
    let extentBuffer = OwnBuffer<BlockExtent>(capacity: Self.chunk)
    let (live, extents) = (liveBuffer.elements, extentBuffer.elements)
    // Not `withUnsafeTemporaryAllocation`: of a size that the compiler knows, it takes the stack for the fast case
    // however large, which a thread's small stack may not have.
    let found = UnsafeMutableBufferPointer<Int32>.allocate(capacity: Self.chunk)
    defer { found.deallocate() }
    var cursor: UInt = 0
    while case let count = mpr_list_blocks(excerpt, &cursor, live.baseAddress, live.count), count > 0 {
      for index in 0..<count {
        extents.initializeElement(at: index, to: BlockExtent(address: live[index].address, bytes: live[index].size))
      }
      types.classify(
        UnsafeBufferPointer(rebasing: extents[..<count]),
        into: UnsafeMutableBufferPointer(rebasing: found[..<count]))
      for index in 0..<count { add(live[index], type: Int(found[index]), indices) }
    }
  }

  private mutating func add(_ block: mpr_live_block, type: Int, _ indices: SiteIndices) {
    guard let site = indices[block.site] else { return }
    if type >= 0 { count(block, type: type, site: site) }
    guard listsBlocks else { return }
    blocks.append(
      LiveBlock(address: UInt64(block.address), bytes: Int(block.size), site: site, type: type < 0 ? nil : type))
  }

  /// Few sites have more than a handful of types, so a search beats a table.
  private mutating func count(_ block: mpr_live_block, type: Int, site: Int) {
    let total = BlockTotal(blocks: 1, bytes: Int(block.size))
    for index in typesBySite[site].indices where typesBySite[site][index].type == type {
      typesBySite[site][index].total += total
      return
    }
    typesBySite[site].append(TypeTotal(type: type, total: total))
  }
}
#endif
