/// Where small blocks stand close together, no metadata can be: the runtime allocates it by pages of 16 KiB, or larger.
///
/// That spares most of the reads to find out where first words lead, above all in C's lists and trees.
struct SmallBlocks {
  private static let limit: UInt = 512

  /// Ascending; between blocks of a run there is less room than for a page of metadata.
  private var runs: [(start: UInt, end: UInt)] = []
  private var last: UInt = 0

  /// Adds blocks that stand behind those added before; otherwise a new pass over the heap begins, and what was known is stale.
  mutating func add(_ blocks: UnsafeBufferPointer<BlockExtent>) {
    for block in blocks {
      if block.address < last { runs = [] }
      last = block.address
      guard block.bytes >= 0, block.bytes < Self.limit, block.address < 1 << 48 else { continue }
      let end = block.address + UInt(block.bytes)
      if let run = runs.last, block.address >= run.end, block.address - run.end < Self.limit {
        runs[runs.count - 1].end = end
      } else {
        runs.append((block.address, end))
      }
    }
  }

  func contain(_ address: UInt) -> Bool {
    var low = 0
    var high = runs.count
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].end <= address { low = middle + 1 } else { high = middle }
    }
    return low < runs.count && runs[low].start <= address
  }
}
