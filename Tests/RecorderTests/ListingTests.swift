// The list of live blocks, and of the recorder's own memory.
import CAllocationRecorder
import CRecorderTestSupport
import Glibc
import Testing

extension RecorderSuites {
  @Suite struct ListingTests {
    private struct Listed: Equatable {
      var address: UInt
      var size: Int
    }

    private func listed(chunk: Int) -> [Listed] {
      var all: [Listed] = []
      var cursor: UInt = 0
      let blocks = UnsafeMutablePointer<mpr_live_block>.allocate(capacity: chunk)
      defer { blocks.deallocate() }
      while case let count = mpr_list_blocks(nil, &cursor, blocks, chunk), count > 0 {
        all += (0..<count).map { Listed(address: blocks[$0].address, size: blocks[$0].size) }
      }
      return all
    }

    @Test(arguments: [1, 2, 3, 1000])
    func liveBlocksAreListedByAddressHoweverManyAtATime(_ chunk: Int) {
      let base = addresses(50)
      let expected = [(0, 8), (48, 24), (96, 1 << 30), (64 << 20 - 32, 254), (1 << 33, 1), (1 << 36, 0)].map {
        Listed(address: base + UInt($0.0), size: $0.1)
      }
      _ = change {}
      mpr_clear()
      for block in expected.reversed() { record_allocation(block.address, block.size) }
      record_allocation(base + 4096, 5)
      record_release(base + 4096)
      #expect(listed(chunk: chunk) == expected)
      for block in expected { record_release(block.address) }
      #expect(listed(chunk: chunk) == [])
    }

    @Test func blocksFromBeforeAClearAreNotListed() {
      _ = change {}
      record_allocation(addresses(51), 8)
      mpr_clear()
      #expect(listed(chunk: 10) == [])
      record_release(addresses(51))
    }

    @Test(arguments: [0, 1, 64 << 20, 1 << 28 - 1])
    func aBlockIsFoundByAnyAddressInsideIt(_ offset: UInt) {
      let base = addresses(52)
      _ = change {}
      record_allocation(base, 1 << 28)
      record_allocation(base + 1 << 28 + 32, 8)
      var found = mpr_live_block()
      #expect(mpr_find_block_around(UnsafeRawPointer(bitPattern: base + offset), &found))
      #expect(found.address == base && found.size == 1 << 28)
      #expect(!mpr_find_block_around(UnsafeRawPointer(bitPattern: base + 1 << 28), &found))
      #expect(!mpr_find_block_around(UnsafeRawPointer(bitPattern: base - 1), &found))
      record_release(base)
      record_release(base + 1 << 28 + 32)
    }

    @Test(arguments: [0, 8, 16, 23] as [UInt])
    func aBlockIsFoundByAnAddressInItsTailWhereTheNextOneFollows(_ offset: UInt) {
      let base = addresses(53) + 16
      _ = change {}
      record_allocation(base, 24)
      record_allocation(base + 32, 24)
      var found = mpr_live_block()
      #expect(mpr_find_block_around(UnsafeRawPointer(bitPattern: base + offset), &found))
      #expect(found.address == base)
      record_release(base)
      record_release(base + 32)
    }

    @Test func lookingForABlockTouchesNothingThatWasNeverWritten() {
      let base = addresses(54)
      _ = change {}
      for leaf in 0..<8 as Range<UInt> { record_allocation(base + leaf << 26, 8) }
      let before = residentOwnBytes()
      var found = mpr_live_block()
      #expect(!mpr_find_block_around(UnsafeRawPointer(bitPattern: base + 8 << 26 - 64), &found))
      #expect(residentOwnBytes() - before < 1 << 20)
      for leaf in 0..<8 as Range<UInt> { record_release(base + leaf << 26) }
    }

    private func residentOwnBytes() -> Int {
      var sum = 0
      withUnsafeMutablePointer(to: &sum) { sum in
        mpr_visit_own_memory(
          { start, bytes, sum in
            var pages = [UInt8](repeating: 0, count: (bytes + 4095) / 4096)
            guard mincore(UnsafeMutableRawPointer(bitPattern: start & ~4095), pages.count * 4096, &pages) == 0 else {
              return
            }
            sum!.assumingMemoryBound(to: Int.self).pointee += pages.count { $0 & 1 != 0 } * 4096
          }, sum)
      }
      return sum
    }

    @Test func theRecordersOwnMappingsAddUpToItsOwnBytes() {
      _ = change {}
      var bytes: UInt64 = 0
      withUnsafeMutablePointer(to: &bytes) { bytes in
        mpr_visit_own_memory(
          { _, size, bytes in bytes!.assumingMemoryBound(to: UInt64.self).pointee += UInt64(size) }, bytes)
      }
      // The list itself is not in the total.
      #expect(bytes >= totals().own_bytes && bytes - totals().own_bytes <= 1 << 20)
    }
  }
}
