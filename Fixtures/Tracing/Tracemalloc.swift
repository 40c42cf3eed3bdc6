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

final class Traced {
  var number = 1
}

@inline(never) func makeObject() -> Traced {
  return Traced()  // the object's line
}

func tracebacks() throws {
  let unknown = makeObject()
  try AllocationTracer.start()
  let object = makeObject()  // the caller's line
  let numbers = Array(repeating: 1, count: 100)
  let inside = numbers.withUnsafeBytes { AllocationTracer.traceback(of: $0.baseAddress! + 555) }
  let found = AllocationTracer.traceback(of: object)
  fact("from before the start", AllocationTracer.traceback(of: unknown)?.description ?? "nil")
  fact("innermost", found?.frames.first?.description ?? "nil")
  fact("function", found?.frames.first?.function ?? "nil")
  fact("next", found?.frames.dropFirst().first?.description ?? "nil")
  fact("inside an array", inside?.frames.first?.function ?? "nil")
  fact("on the stack", withUnsafePointer(to: 1) { AllocationTracer.traceback(of: UnsafeRawPointer($0)) == nil })
  try AllocationTracer.stop()
  fact("stopped", AllocationTracer.traceback(of: object)?.description ?? "nil")
}

@inline(never) func firstPlace() -> UnsafeMutableRawPointer {
  defer { _ = getpid() }  // no tail call
  return touch(48)
}

@inline(never) func secondPlace() -> UnsafeMutableRawPointer {
  defer { _ = getpid() }  // no tail call
  return touch(48)
}

func reused() throws {
  try AllocationTracer.start()
  let first = firstPlace()
  let before = AllocationTracer.traceback(of: UnsafeRawPointer(first))
  free(first)
  let gone = AllocationTracer.traceback(of: UnsafeRawPointer(first)) == nil
  let second = secondPlace()
  let after = AllocationTracer.traceback(of: UnsafeRawPointer(second))
  fact("the address comes again", first == second)
  fact("before", before?.frames.dropFirst().first?.function ?? "nil")
  fact("unknown between", gone)
  fact("after", after?.frames.dropFirst().first?.function ?? "nil")
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

@inline(never) func recurse(_ depth: Int, _ body: () -> Void) {
  if depth == 0 { body() } else { recurse(depth - 1, body) }
  _ = getpid()  // no tail call
}

func frameLimits() throws {
  for limit in [1, 10, 256, 2048] {
    try AllocationTracer.start(maximumFrames: limit)
    var block: UnsafeMutableRawPointer?
    recurse(3000) { block = touch(12_345) }
    let snapshot = try AllocationTracer.snapshot()
    let site = snapshot.sites.first { $0.live.bytes == 12_345 }
    fact("limit \(limit)", "\(site?.traceback.frames.count ?? 0), truncated \(site?.traceback.isTruncated ?? false)")
    fact("in the snapshot \(limit)", snapshot.maximumFrames)
    free(block)
    try AllocationTracer.stop()
  }
}

func internedStacks() throws {
  try AllocationTracer.start()
  let blocks = (0..<1000).map { _ in firstPlace() }
  let snapshot = try AllocationTracer.snapshot(listingBlocks: true)
  let sites = Set(
    snapshot.blocks.filter { block in blocks.contains { UInt(bitPattern: $0) == UInt(block.address) } }.map(\.site))
  fact("tracebacks of 1000 blocks", sites.count)
  fact("their blocks", sites.map { snapshot.sites[$0].live })
}

/// With MPROF_FRAMES.
func launch() throws {
  fact("tracing", AllocationTracer.isTracing)
  fact("frames", AllocationTracer.maximumFrames ?? 0)
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
