// A snapshot of what one closure allocates.
import Glibc
import MemoryProfiler

private func describe(_ name: String, _ snapshot: Snapshot) {
  let totals = snapshot.totals
  fact(
    name, "live \(totals.live.bytes) total \(totals.total.bytes) blocks \(totals.total.blocks) peak \(totals.peakBytes)"
  )
}

func records() throws {
  fact("tracing before", AllocationTracer.isTracing)
  let outside = touch(5000)
  let (result, snapshot) = try AllocationTracer.record(.current) {
    let kept = touch(1000)
    free(outside)
    free(touch(200))
    return kept
  }
  describe("one thread", snapshot)
  fact("its tracebacks", snapshot.sites.map(\.total.bytes).sorted())
  fact("its line", snapshot.statistics(by: .line).first.map { String("\($0)".drop { $0 != ":" }) } ?? "nil")
  fact("tracing after", AllocationTracer.isTracing)
  free(result)

  for block in try nested().0 { free(block) }  // what the Swift runtime makes once for these types
  try AllocationTracer.start()
  let before = AllocationTracer.tracedMemory.current
  let (blocks, (outer, inner)) = try nested()
  let inBoth = AllocationTracer.tracedMemory.current - before
  for block in blocks { free(block) }
  describe("outer", outer)
  describe("inner", inner)
  fact("the tracer saw at least", inBoth >= 111)
  fact("still tracing", AllocationTracer.isTracing)
  fact("thrown on", errorOf { _ = try AllocationTracer.record { throw Failure() } })
}

private struct Failure: Error {}

/// 1 byte, and inside another 10, and again outside 100.
private func nested() throws -> ([UnsafeMutableRawPointer], (outer: Snapshot, inner: Snapshot)) {
  var first: UnsafeMutableRawPointer?
  var (second, third) = (first, first)
  var inner: Snapshot?
  let outer = try AllocationTracer.record(.current) {
    first = touch(1)
    inner = try AllocationTracer.record(.current) { second = touch(10) }.snapshot
    third = touch(100)
  }.snapshot
  return ([first!, second!, third!], (outer, inner!))
}

func recordsOnThreads() throws {
  nonisolated(unsafe) var blocks: [UnsafeMutableRawPointer] = []
  blocks.reserveCapacity(10)
  func allocateElsewhere() {
    onThread { blocks.append(touch(7777)) }
    blocks.append(touch(11))
  }
  func bytes(_ snapshot: Snapshot) -> [Int] {
    snapshot.sites.map(\.live.bytes).filter { $0 == 7777 || $0 == 11 }.sorted()
  }
  fact("all threads", bytes(try AllocationTracer.record(.all) { allocateElsewhere() }.snapshot))
  fact("this thread", bytes(try AllocationTracer.record(.current) { allocateElsewhere() }.snapshot))
  for block in blocks { free(block) }
}

/// A task that hops, with child tasks, beside another that allocates meanwhile.
func recordsOfTasks() async {
  let other = Task.detached {
    var count = 0
    while !Task.isCancelled {
      free(touch(99_999))
      count += 1
      await Task.yield()
    }
    return count
  }
  let recorded = try? await AllocationTracer.record(.current) {
    free(touch(1000))
    for _ in 0..<50 {
      await Task.yield()
      free(touch(10))
    }
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 { group.addTask { free(touch(100)) } }
    }
  }
  other.cancel()
  let mine = recorded?.snapshot.sites.map(\.total).filter { [1000, 500, 400, 99_999].contains($0.bytes) } ?? []
  fact("mine", mine.map(\.bytes).sorted())
  fact(
    "another task's", recorded?.snapshot.sites.contains { $0.total.bytes % 99_999 == 0 && $0.total.bytes > 0 } ?? true)
}

/// A line table does not care whether the tracer starts, clears and stops meanwhile.
func profileWhileTracing() throws {
  try profile("while tracing") { step in
    let first = step("first") { touch(1000) }
    try AllocationTracer.start()
    let second = step("second") { touch(200) }
    AllocationTracer.clear()
    step("releases") {
      free(first)
      free(second)
    }
    try AllocationTracer.stop()
    let third = step("third") { touch(30) }
    free(third)
  }
}
