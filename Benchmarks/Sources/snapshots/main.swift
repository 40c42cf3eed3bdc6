// The cost of one snapshot over many live blocks. Usage: snapshots COUNT
//
// Prints on one line: live blocks, distinct tracebacks, seconds of the snapshot, bytes of RSS that it keeps, bytes of RSS
// that it took at most, seconds of the longest pause of another thread during it and of one without it, seconds of the
// statistics by line and of those by type, and how many there were of each.
import Glibc
import Living
import MemoryProfiler

private func seconds(_ body: () throws -> Void) rethrows -> Double {
  let duration = try ContinuousClock().measure(body)
  return Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
}

guard CommandLine.arguments.count == 2, let count = Int(CommandLine.arguments[1]), count > 0 else {
  fatalError("usage: snapshots COUNT")
}
try AllocationTracer.start()
private let blocks = LiveBlocks(count: count)
private let other = AllocatingThread()
other.start()
// The first snapshot opens files and makes what later ones use again.
_ = try AllocationTracer.snapshot()

let residentBefore = ResidentMemory.now
ResidentMemory.resetPeak()
private var snapshot: Snapshot?
private var taken = 0.0
let pause = try other.longestPause { taken = try seconds { snapshot = try AllocationTracer.snapshot() } }
let kept = ResidentMemory.now - residentBefore
let most = ResidentMemory.peak - residentBefore

// As long, and as busy on this thread, without a snapshot.
let ordinaryPause = other.longestPause {
  let clock = ContinuousClock()
  let start = clock.now
  while clock.now - start < .seconds(taken) {}
}

guard let snapshot else { fatalError("no snapshot") }
private var byLine: [Statistic] = []
private var byType: [Statistic] = []
let lineSeconds = seconds { byLine = snapshot.statistics(by: .line) }
let typeSeconds = seconds { byType = snapshot.statistics(by: .type) }
guard snapshot.totals.live.blocks >= blocks.count else { fatalError("the snapshot misses blocks") }
print(
  snapshot.totals.live.blocks, snapshot.sites.filter { $0.live.blocks > 0 }.count, taken, kept, most, pause,
  ordinaryPause, lineSeconds, typeSeconds, byLine.count, byType.count)
// Millions of blocks need not be released one by one.
fflush(nil)
_exit(0)
