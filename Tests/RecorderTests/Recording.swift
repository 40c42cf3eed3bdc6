import CAllocationRecorder
import CRecorderTestSupport
import Glibc
import Testing

/// One process, one recorder: the suites that feed it run one after another.
@Suite(.serialized) enum RecorderSuites {}

/// What an action changed.
struct Change: Equatable {
  var liveBytes: Int64
  var liveBlocks: Int64
  var totalBytes: UInt64
  var totalBlocks: UInt64
}

func totals() -> mpr_totals {
  var totals = mpr_totals()
  mpr_read_totals(&totals)
  return totals
}

func change(_ action: () -> Void) -> Change {
  #expect([0, EALREADY].contains(mpr_start(256)))
  let before = totals()
  action()
  let after = totals()
  return Change(
    liveBytes: Int64(bitPattern: after.live_bytes &- before.live_bytes),
    liveBlocks: Int64(bitPattern: after.live_blocks &- before.live_blocks),
    totalBytes: after.total_bytes - before.total_bytes, totalBlocks: after.total_blocks - before.total_blocks)
}

struct RecordedBlock: Equatable {
  var site: UInt32
  var size: Int
}

func recordedBlock(_ address: UInt) -> RecordedBlock? {
  var site: UInt32 = 0
  var size = 0
  guard mpr_find_block(UnsafeRawPointer(bitPattern: address), &site, &size) else { return nil }
  return RecordedBlock(site: site, size: size)
}

func statistics(_ site: UInt32) -> mpr_site_statistics {
  var statistics = mpr_site_statistics()
  mpr_read_site(site, &statistics)
  return statistics
}

func traceback(_ site: UInt32) -> (frames: [UInt64], truncated: Bool) {
  var frames = [UInt64](repeating: 0, count: 4096)
  var truncated = false
  let count = mpr_read_traceback(site, &frames, frames.count, &truncated)
  return (Array(frames.prefix(count)), truncated)
}

/// Addresses that no other test uses; a test takes its own gibibyte.
func addresses(_ gibibyte: UInt) -> UInt { 0x2000_0000_0000 + gibibyte << 30 }

nonisolated(unsafe) private var whileThreadsRecord: () -> Void = {}

/// As `record_on_threads` does it, with `body` on this thread meanwhile.
func recordOnThreads(_ threads: Int32, _ events: Int32, _ base: UInt, _ body: () -> Void) {
  withoutActuallyEscaping(body) { body in
    whileThreadsRecord = body
    record_on_threads_while_calling(threads, events, base) { whileThreadsRecord() }
    whileThreadsRecord = {}
  }
}

/// As `record_at_many_sites_while_calling` does it, until `body` has returned; it is called again until all threads are well under way.
func recordAtManySites(_ threads: Int32, _ base: UInt, _ body: () -> Void) {
  withoutActuallyEscaping(body) { body in
    whileThreadsRecord = body
    record_at_many_sites_while_calling(threads, base) { whileThreadsRecord() }
    whileThreadsRecord = {}
  }
}
