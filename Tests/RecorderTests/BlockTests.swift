import CAllocationRecorder
import CRecorderTestSupport
import Glibc
import Testing

extension RecorderSuites {
  @Suite struct BlockTests {
    @Test(arguments: [0, 1, 253, 254, 255, 1 << 24, 1 << 40])
    func aBlockOfAnySizeIsRecordedToTheByte(_ size: Int) {
      let block = addresses(1)
      let allocation = change { record_allocation(block, size) }
      #expect(allocation == Change(liveBytes: Int64(size), liveBlocks: 1, totalBytes: UInt64(size), totalBlocks: 1))
      #expect(recordedBlock(block)?.size == size)
      let release = change { record_release(block) }
      #expect(release == Change(liveBytes: Int64(-size), liveBlocks: -1, totalBytes: 0, totalBlocks: 0))
      #expect(recordedBlock(block) == nil)
    }

    @Test func neighboursAreToldApart() {
      let first = addresses(2)
      record_allocation(first, 8)
      record_allocation(first + 32, 24)
      record_allocation(first + 80, 300)
      #expect([first, first + 32, first + 80].map { recordedBlock($0)?.size } == [8, 24, 300])
      record_release(first + 32)
      #expect([first, first + 32, first + 80].map { recordedBlock($0)?.size } == [8, nil, 300])
      record_release(first)
      record_release(first + 80)
    }

    @Test func aLargeBlockAtTheEndOfALeafIsRecorded() {
      let block = addresses(3) + 64 << 20 - 32
      record_allocation(block, 1 << 30)
      #expect(recordedBlock(block)?.size == 1 << 30)
      record_release(block)
      #expect(recordedBlock(block) == nil)
    }

    @Test func anAddressThatNoProcessHasIsNoBlock() {
      let block = addresses(9)
      record_allocation(block, 100)
      #expect(recordedBlock(block | 1 << 60) == nil)
      #expect(recordedBlock(block)?.size == 100)
      record_release(block)
    }

    @Test func theReleaseOfAnUnknownBlockChangesNothing() {
      #expect(
        change { record_release(addresses(4)) }
          == Change(liveBytes: 0, liveBlocks: 0, totalBytes: 0, totalBlocks: 0))
    }

    @Test func aReallocationIsAReleaseAndAnAllocation() {
      let block = addresses(5)
      let moved = change {
        record_allocation(block, 100)
        record_reallocation(block, block + 4096, 250)
      }
      #expect(moved == Change(liveBytes: 250, liveBlocks: 1, totalBytes: 350, totalBlocks: 2))
      #expect(recordedBlock(block) == nil)
      #expect(recordedBlock(block + 4096)?.size == 250)
      record_release(block + 4096)
    }

    @Test func aReallocatedBlockIsNotTemporary() {
      let block = addresses(8)
      record_allocation(block, 100)
      let site = recordedBlock(block)!.site
      let before = statistics(site).temporary_blocks
      record_allocation(block + 4096, 10)
      record_release(block + 4096)
      record_reallocation(block, block + 8192, 250)
      #expect(statistics(site).temporary_blocks == before)
      record_release(block + 8192)
    }

    @Test func aFailedReallocationLeavesTheBlock() {
      let block = addresses(6)
      record_allocation(block, 1000)
      let before = recordedBlock(block)
      #expect(
        change { record_failed_reallocation(block) }
          == Change(liveBytes: 0, liveBlocks: 0, totalBytes: 0, totalBlocks: 0))
      #expect(recordedBlock(block) == before)
      record_release(block)
    }

    @Test func aPausedThreadRecordsReleasesButNoAllocations() {
      let block = addresses(7)
      record_allocation(block, 10)
      mpr_thread_pause()
      let paused = change {
        record_allocation(block + 64, 20)
        record_release(block)
      }
      mpr_thread_resume()
      #expect(paused == Change(liveBytes: -10, liveBlocks: -1, totalBytes: 0, totalBlocks: 0))
      #expect(recordedBlock(block + 64) == nil)
    }

    @Test func aFrameLimitOutsideItsRangeIsRefused() {
      #expect(mpr_start(0) == EINVAL)
      #expect(mpr_start(UInt32(MPR_MAXIMUM_FRAMES) + 1) == EINVAL)
    }
  }
}
