import CAllocationRecorder
import CRecorderTestSupport
import Testing

extension RecorderSuites {
  @Suite struct TracebackTests {
    @Test func identicalStacksAreOneSite() {
      let block = addresses(10)
      _ = change {}
      for index: UInt in 0..<3 { record_allocation(block + index * 64, 16) }
      let sites = Set((0..<3).compactMap { recordedBlock(block + $0 * 64)?.site })
      #expect(sites.count == 1)
      #expect(statistics(sites.first!).live_blocks == 3)
      for index: UInt in 0..<3 { record_release(block + index * 64) }
    }

    @Test func aCallMoreIsAFrameMore() {
      let block = addresses(11)
      _ = change {}
      for depth in 1...40 {
        record_allocation_at_depth(block, 16, Int32(depth))
        record_allocation_at_depth(block + 64, 16, Int32(depth + 1))
        let shallow = traceback(recordedBlock(block)!.site)
        let deep = traceback(recordedBlock(block + 64)!.site)
        #expect(deep.frames.count == shallow.frames.count + 1)
        #expect(Array(deep.frames.suffix(5)) == Array(shallow.frames.suffix(5)))
        #expect(!shallow.truncated)
        record_release(block)
        record_release(block + 64)
      }
    }

    @Test func aStackDeeperThanTheLimitKeepsItsInnermostFramesAndSaysSo() {
      let block = addresses(12)
      _ = change {}
      for depth: Int32 in [255, 400, 5000, 400, 700, 300] {
        record_allocation_at_depth(block, 16, depth)
        let deep = traceback(recordedBlock(block)!.site)
        #expect(deep.frames.count == 256)
        #expect(deep.truncated)
        record_release(block)
      }
      record_allocation_at_depth(block, 16, 3)
      #expect(!traceback(recordedBlock(block)!.site).truncated)
      record_release(block)
    }

    @Test func aTracebackEndsInTheThreadsOutermostFrame() {
      let block = addresses(13)
      _ = change {}
      record_allocation_at_depth(block, 16, 1)
      let once = traceback(recordedBlock(block)!.site).frames
      record_release(block)
      record_allocation_at_depth(block, 16, 30)
      let deep = traceback(recordedBlock(block)!.site).frames
      record_release(block)
      #expect(once.count > 3)
      #expect(deep.last == once.last)
    }

    @Test func valuesAtThePeakAreThoseOfTheMomentOfThePeak() {
      let block = addresses(14)
      _ = change {}
      let peak = Int(totals().peak_bytes)
      record_allocation(block, peak + 1000)
      let first = recordedBlock(block)!.site
      // Twice from one line: the second time below the peak that the first made.
      var second: UInt32 = 0
      for (address, size) in [(block + 2 << 20, 500), (block + 4 << 20, 70)] {
        record_allocation_at_depth(address, size, 2)
        if second == 0 { record_release(block) }
        second = recordedBlock(address)!.site
      }
      #expect(statistics(first).peak_bytes == UInt64(peak + 1000))
      #expect(statistics(first).live_bytes == 0)
      #expect(statistics(second).peak_bytes == 500)
      #expect(statistics(second).live_bytes == 570)
      record_release(block + 2 << 20)
      record_release(block + 4 << 20)
      #expect(statistics(second).peak_bytes == 500)
      #expect(statistics(second).total_blocks == 2)
    }

    @Test func aBlockFreedBeforeTheNextAllocationIsTemporary() {
      let block = addresses(15)
      _ = change {}
      record_allocation(block, 16)
      let site = recordedBlock(block)!.site
      let before = statistics(site).temporary_blocks
      record_release(block)
      #expect(statistics(site).temporary_blocks == before + 1)
    }
  }
}
