#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// What the tracer's live blocks take of RSS.
import CAllocationRecorder
import Glibc
import HeapGraph

struct TracedBlocks {
  /// Smaller blocks count as resident whole: asking the kernel would cost more than it tells.
  private static let smallestAsked = 64 << 10

  private(set) var resident = 0
  /// The pages of live blocks that lie in none of malloc's heaps: each has a mapping of its own.
  private(set) var pagesOutside: [Range<UInt>] = []
  private let heaps: [Range<UInt>]
  private let pageSize = UInt(getpagesize())

  /// Why older blocks are unknown to the tracer, as a clause; nil when it has recorded since launch.
  static var whyIncomplete: String? {
    if !mpr_is_interposed() { return "the program does not link the product MemoryProfiler" }
    if mpr_tracing_frames() == 0 { return "nothing is traced" }
    return mpr_traces_since_launch() ? nil : "not traced since launch"
  }

  /// Reads the live blocks; none while nothing is traced.
  init(outside heaps: [Range<UInt>]) {
    self.heaps = heaps.sorted { $0.lowerBound < $1.lowerBound }
    guard mpr_tracing_frames() > 0 else { return }
    let buffer = OwnBuffer<mpr_live_block>(capacity: 4096)
    let blocks = buffer.elements
    var cursor: UInt = 0
    var heap = 0
    while case let count = mpr_list_blocks(nil, &cursor, blocks.baseAddress, blocks.count), count > 0 {
      for block in blocks.prefix(count) { add(block, &heap) }
    }
  }

  /// Blocks and heaps both ascend: `heap` is the first one that ends behind the block's start.
  private mutating func add(_ block: mpr_live_block, _ heap: inout Int) {
    let start = UInt(block.address)
    let end = start + UInt(block.size)
    resident += block.size < Self.smallestAsked ? Int(block.size) : Self.residentPart(of: start..<end, pageSize)
    while heap < heaps.count && heaps[heap].upperBound <= start { heap += 1 }
    if heap < heaps.count && heaps[heap].lowerBound <= start { return }
    let first = (start - 16) / pageSize * pageSize  // malloc's header stands before the block
    let last = (end + pageSize - 1) / pageSize * pageSize
    if let previous = pagesOutside.last, previous.upperBound >= first {
      pagesOutside[pagesOutside.count - 1] = previous.lowerBound..<max(last, previous.upperBound)
    } else {
      pagesOutside.append(first..<last)
    }
  }

  /// The bytes of a block on resident pages; its first and last page may be shared with others.
  private static func residentPart(of block: Range<UInt>, _ pageSize: UInt) -> Int {
    let first = block.lowerBound / pageSize * pageSize
    let last = (block.upperBound - 1) / pageSize * pageSize
    let ends = Set([first, last]).reduce(0) { sum, page in
      let isResident = residentBytes(from: page, count: Int(pageSize)) > 0
      return sum + (isResident ? (page..<page + pageSize).clamped(to: block).count : 0)
    }
    let inside = min(first + pageSize, last)
    return ends + (inside < last ? residentBytes(from: inside, count: Int(last - inside)) : 0)
  }
}
#endif
