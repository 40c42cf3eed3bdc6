// test_tracemalloc.py: whose traceback a block has, and how long it is.
import Glibc
import MemoryProfiler

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
  return touch(47)  // or the optimizer makes one function of the two
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
