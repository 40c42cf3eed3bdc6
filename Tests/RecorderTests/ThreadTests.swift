import CAllocationRecorder
import CRecorderTestSupport
import Testing

extension RecorderSuites {
  @Suite struct ThreadTests {
    @Test func blocksHandedBetweenThreadsEndAtZero() {
      let hammered = change { record_on_threads(8, 200_000, addresses(20)) }
      #expect(hammered.liveBytes == 0)
      #expect(hammered.liveBlocks == 0)
      #expect(hammered.totalBlocks == 1_600_000)
    }

    @Test func countsOfEndedThreadsStayAndTheirRecordsAreReused() {
      record_on_short_threads(10, addresses(30))
      let own = totals().own_bytes
      let storm = change { record_on_short_threads(10_000, addresses(30)) }
      #expect(storm == Change(liveBytes: 0, liveBlocks: 0, totalBytes: 640_000, totalBlocks: 10_000))
      #expect(totals().own_bytes - own < 16 << 20)
    }

    @Test func aForkedChildGoesOnRecording() {
      _ = change {}
      #expect(record_in_forked_child(addresses(31), 12345) == 0)
    }

    @Test func countersOfAThreadSeeItsOwnEventsOnly() {
      _ = change {}
      let counters = mpr_thread_counters()!
      let before = counters.pointee
      record_on_short_threads(1, addresses(32))
      record_allocation(addresses(33), 77)
      #expect(counters.pointee.allocated_bytes - before.allocated_bytes == 77)
      #expect(counters.pointee.freed_bytes - before.freed_bytes == 64)
      record_release(addresses(33))
    }
  }
}
