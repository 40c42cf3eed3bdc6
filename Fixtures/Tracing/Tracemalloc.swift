// test_tracemalloc.py: TestTracemallocEnabled, TestTraceback, TestCommandLine.
import Glibc
import MemoryProfiler

func states() throws {
  fact("at first", AllocationTracer.isTracing)
  try AllocationTracer.start(maximumFrames: 10)
  fact("started", AllocationTracer.isTracing)
  fact("frames", AllocationTracer.maximumFrames ?? 0)
  try AllocationTracer.stop()
  fact("stopped", AllocationTracer.isTracing)
}

func errors() throws {
  fact("stop", errorOf { try AllocationTracer.stop() })
  fact("snapshot", errorOf { _ = try AllocationTracer.snapshot() })
  fact("0 frames", errorOf { try AllocationTracer.start(maximumFrames: 0) })
  fact("-1 frames", errorOf { try AllocationTracer.start(maximumFrames: -1) })
  fact("2049 frames", errorOf { try AllocationTracer.start(maximumFrames: 2049) })
  try AllocationTracer.start(maximumFrames: 7)
  fact("start", errorOf { try AllocationTracer.start() })
  try AllocationTracer.stop()
  AllocationTracer.clear()
  AllocationTracer.resetPeak()
  fact("traced while stopped", AllocationTracer.tracedMemory)
  fact("blocks while stopped", AllocationTracer.allocatedBlockCount)
}

func tracedMemory() throws {
  try AllocationTracer.start()
  var block: UnsafeMutableRawPointer?
  let blocks = AllocationTracer.allocatedBlockCount
  let more = tracedBy { block = touch(1 << 20) }
  let blocksMore = AllocationTracer.allocatedBlockCount - blocks
  let peakCovers = AllocationTracer.tracedMemory.peak >= AllocationTracer.tracedMemory.current
  let less = tracedBy { free(block) }
  let peakStays = AllocationTracer.tracedMemory.peak - AllocationTracer.tracedMemory.current
  try AllocationTracer.stop()
  fact("after 1 MiB", more)
  fact("blocks", blocksMore)
  fact("peak is at least current", peakCovers)
  fact("after free", less)
  fact("peak above current after free", peakStays)
  fact("after stop", AllocationTracer.tracedMemory)
}

func peak() throws {
  try AllocationTracer.start()
  free(touch(1 << 20))
  let before = AllocationTracer.tracedMemory
  AllocationTracer.resetPeak()
  let reset = AllocationTracer.tracedMemory
  let small = touch(1 << 18)
  let after = AllocationTracer.tracedMemory
  free(small)
  let snapshot = try AllocationTracer.snapshot()
  let peak = snapshot.sites.reduce(0) { $0 + $1.peak.bytes }
  fact("before", before.peak - before.current)
  fact("reset", reset.peak - reset.current)
  fact("after", after.peak - reset.current)
  fact("of all tracebacks", peak == after.peak)
}

func clear() throws {
  try AllocationTracer.start()
  let old = touch(1000)
  AllocationTracer.clear()
  let cleared = AllocationTracer.tracedMemory
  let known = AllocationTracer.traceback(of: UnsafeRawPointer(old)) != nil
  let new = touch(100)
  free(old)
  let after = AllocationTracer.tracedMemory
  free(new)
  let end = AllocationTracer.tracedMemory.current
  fact("cleared", cleared)
  fact("the old block is known", known)
  fact("after the old block's release", after)
  fact("in the end", end)
  fact("still tracing", AllocationTracer.isTracing)
}

func ownMemory() throws {
  fact("before", AllocationTracer.ownMemory)
  try AllocationTracer.start()
  let first = AllocationTracer.ownMemory
  let blocks = (0..<100_000).map { _ in touch(64) }
  let more = AllocationTracer.ownMemory - first
  // 8 bytes for 96 bytes of glibc's; whole pages.
  fact("more for 100,000 blocks", (700_000...1_400_000).contains(more) ? "as expected" : "\(more)")
  fact("less than a MiB at first", first > 0 && first < 1 << 20 ? "yes" : "\(first)")
  for block in blocks { free(block) }
}

func zeroSizes() throws {
  try AllocationTracer.start()
  let blocks = AllocationTracer.allocatedBlockCount
  var block: UnsafeMutableRawPointer?
  let bytes = tracedBy { block = malloc(0) }
  let more = AllocationTracer.allocatedBlockCount - blocks
  let known = AllocationTracer.traceback(of: UnsafeRawPointer(block!)) != nil
  free(block)
  let left = AllocationTracer.allocatedBlockCount - blocks
  fact("bytes", bytes)
  fact("blocks", more)
  fact("known", known)
  fact("blocks after free", left)
}

/// With MPROF_FRAMES.
func launch() throws {
  fact("tracing", AllocationTracer.isTracing)
  fact("frames", AllocationTracer.maximumFrames ?? 0)
  let early = AllocationTracer.tracedMemory.current
  fact("taken over", errorOf { try AllocationTracer.start(maximumFrames: 100) })
  fact("frames then", AllocationTracer.maximumFrames ?? 0)
  fact("kept", early > 0 && AllocationTracer.tracedMemory.peak >= early)
  fact("twice", errorOf { try AllocationTracer.start() })
}

@_silgen_name("fork") private func forkProcess() -> Int32

func forks() throws {
  try AllocationTracer.start()
  let block = touch(100)
  let child = forkProcess()
  if child == 0 {
    let before = AllocationTracer.tracedMemory.current
    let known = AllocationTracer.traceback(of: UnsafeRawPointer(block)) != nil
    free(block)
    let more = touch(1 << 20)
    let change = AllocationTracer.tracedMemory.current - before
    free(more)
    _exit(AllocationTracer.isTracing && known && change == 1 << 20 - 100 ? 7 : 8)
  }
  var status: Int32 = 0
  waitpid(child, &status, 0)
  fact("child", status >> 8)
  fact("parent", AllocationTracer.traceback(of: UnsafeRawPointer(block)) != nil)
}
