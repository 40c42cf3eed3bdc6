// The instances of watched classes in a picture.
#if os(Linux)
import CHeapScan
import Glibc

package struct TrackedCount: Sendable {
  /// Instances that are not being deinitialized.
  package var live = 0
  package var bytes = 0
  /// As the counter stood.
  package var deinitialized = 0
}

/// Looks at the first two words of each block: its class, and whether it is being deinitialized.
struct TrackedCounting: ~Copyable {
  private(set) var counts: [TrackedCount]
  private let indexes: [UInt: Int]
  private var reads: GatheredReads
  private var waiting: [(offset: Int, bytes: Int)] = []

  /// `counts` are in the order of the classes.
  init(_ classes: [HeapSource.TrackedClass], _ heap: mhs_heap, memory: MemoryReader) {
    counts = classes.map { tracked in
      let counter = memory.bytes(at: tracked.deinitialized, count: 8).withUnsafeBytes { $0.load(as: Int.self) }
      return TrackedCount(deinitialized: counter)
    }
    indexes = Dictionary(classes.enumerated().map { ($1.metadata, $0) }) { first, _ in first }
    reads = GatheredReads(reader: memory)
    for block in 0..<heap.count where heap.bytes[block] >= 16 && !mhs_is_in(heap.own, UInt32(block)) {
      add(UInt(heap.addresses[block]), bytes: Int(heap.bytes[block]))
    }
    finish()
  }

  private mutating func add(_ address: UInt, bytes: Int) {
    if let offset = reads.append(address, count: 16) { return waiting.append((offset, bytes)) }
    finish()
    if let offset = reads.append(address, count: 16) { waiting.append((offset, bytes)) }
  }

  private mutating func finish() {
    let memory = reads.load()
    for (offset, bytes) in waiting {
      guard let index = indexes[memory.loadUnaligned(fromByteOffset: offset, as: UInt.self)],
        !Self.isDeiniting(memory.loadUnaligned(fromByteOffset: offset + 8, as: UInt.self))
      else { continue }
      counts[index].live += 1
      counts[index].bytes += bytes
    }
    waiting = []
  }

  /// Bit 32 of the counts, unless they stand in a side table: such an object counts as live to the end.
  private static func isDeiniting(_ counts: UInt) -> Bool { counts >> 62 != 3 && counts >> 32 & 1 != 0 }
}
#endif
