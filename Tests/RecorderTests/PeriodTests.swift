// Clearing: what was recorded before counts for nothing, nor does its release.
import CAllocationRecorder
import CRecorderTestSupport
import Glibc
import Testing

extension RecorderSuites {
  @Suite struct PeriodTests {
    @Test func afterAClearEverythingIsZeroAndOldReleasesCountForNothing() {
      let block = addresses(40)
      _ = change {}
      record_allocation(block, 100)
      #expect(mpr_clear() == 0)
      #expect(recordedBlock(block) == nil)
      record_allocation(block + 64, 10)
      record_release(block)
      let after = totals()
      #expect([after.live_bytes, after.total_bytes, after.peak_bytes] == [10, 10, 10])
      #expect([after.live_blocks, after.total_blocks] == [1, 1])
      record_release(block + 64)
      #expect(totals().live_bytes == 0)
    }

    @Test func aStackIsANewSiteAfterAClear() {
      let block = addresses(41)
      _ = change {}
      var sites: [UInt32] = []
      for _ in 0..<2 {
        record_allocation(block, 10)
        sites.append(recordedBlock(block)!.site)
        record_release(block)
        mpr_clear()
      }
      #expect(sites[0] < sites[1])
      #expect(traceback(sites[0]).frames == traceback(sites[1]).frames)
    }

    @Test func theRangeOfSitesIsThatOfThePeriod() {
      let block = addresses(42)
      _ = change {}
      mpr_clear()
      record_allocation(block, 10)
      var (first, end): (UInt32, UInt32) = (0, 0)
      mpr_site_range(&first, &end)
      #expect(end - first == 2)
      #expect(recordedBlock(block)!.site == first + 1)
      #expect(statistics(first).total_blocks == 0)
      record_release(block)
    }

    @Test func aResetPeakIsTheLiveBytesOfThatMoment() {
      let block = addresses(43)
      _ = change {}
      mpr_clear()
      // Large, so that this thread adds each to the process's at once.
      record_allocation(block, 1 << 20)
      record_allocation(block + 4 << 20, 1 << 18)
      let kept = recordedBlock(block + 4 << 20)!.site
      record_release(block)
      #expect(totals().peak_bytes == 1 << 20 + 1 << 18)
      mpr_reset_peak()
      #expect(totals().peak_bytes == 1 << 18)
      #expect(statistics(kept).peak_bytes == 1 << 18)
      record_release(block + 4 << 20)
      #expect(totals().peak_bytes == 1 << 18)
    }

    @Test func aResetPeakIsNeverBelowZero() {
      let block = addresses(46)
      _ = change {}
      mpr_clear()
      // This thread keeps the bytes to itself for now; the one that releases them ends, and adds what it did.
      record_allocation(block, 10_000)
      record_release_on_short_thread(block)
      mpr_reset_peak()
      #expect([totals().live_bytes, totals().peak_bytes] == [0, 0])
    }

    @Test func totalsThatAreReadDuringClearsAreNeverBelowZero() {
      _ = change {}
      let wrong = negative_totals_while_calling {
        recordOnThreads(2, 300_000, addresses(47)) {
          for _ in 0..<2000 {
            mpr_clear()
            usleep(20)
          }
        }
      }
      #expect(wrong == 0)
    }

    @Test func startingTwiceAndStoppingTwiceAreRefused() {
      _ = change {}
      #expect(mpr_start(10) == EALREADY)
      #expect(mpr_tracing_frames() == 256)
      #expect(mpr_stop() == 0)
      #expect(mpr_stop() == EALREADY)
      #expect(mpr_tracing_frames() == 0)
      #expect(mpr_start(256) == 0)
    }

    @Test(arguments: [1, 7, 300, 2048])
    func eachStartHasItsOwnFrameLimit(_ limit: UInt32) {
      let block = addresses(44)
      _ = change {}
      mpr_stop()
      #expect(mpr_start(limit) == 0)
      for depth: Int32 in [3000, 5000] {
        record_allocation_at_depth(block, 16, depth)
        #expect(traceback(recordedBlock(block)!.site).frames.count == Int(limit))
        #expect(traceback(recordedBlock(block)!.site).truncated)
        record_release(block)
      }
      mpr_stop()
      #expect(mpr_start(256) == 0)
    }

    @Test func clearsWhileEightThreadsRecordLeaveNothingBehind() {
      _ = change {}
      recordOnThreads(8, 100_000, addresses(45)) { for _ in 0..<200 { mpr_clear() } }
      let after = totals()
      #expect([after.live_bytes, after.live_blocks] == [0, 0])
      var (first, end): (UInt32, UInt32) = (0, 0)
      mpr_site_range(&first, &end)
      let sites = (first..<end).map { statistics($0) }
      #expect(sites.allSatisfy { $0.live_bytes == 0 && $0.live_blocks == 0 })
      #expect(sites.reduce(0) { $0 + $1.total_blocks } == after.total_blocks)
    }
  }
}
