// What can be asked about leaks beside the leaks themselves.
import Glibc
import MemoryProfiler

private final class Left { var right: Right? }
private final class Right { var left: Left? }
final class Cache { var entry: CacheEntry? }
final class CacheEntry { var cache: Cache? }

@inline(never)
private func makeBySuppressedFunction() {
  let left = Left()
  left.right = Right()
  left.right?.left = left
  escape(left)
}

@inline(never)
private func makeCache() {
  let cache = Cache()
  cache.entry = CacheEntry()
  cache.entry?.cache = cache
  escape(cache)
}

private func text(_ report: LeakReport) -> String {
  "\(report.leakCount) of \(report.groups.count) kinds, \(report.suppressed.leaks) suppressed"
}

func suppressions() throws {
  farBelow {
    for _ in 0..<3 { makeCache() }
    for _ in 0..<2 { makeBySuppressedFunction() }
  }
  let heap = try HeapGraph.capture()
  fact("none", text(heap.leaks()))
  fact("type", text(heap.leaks(suppressing: [.type("HeapQueries.Cache")])))
  fact("other type in the path", text(heap.leaks(suppressing: [.type("*CacheEntry")])))
  fact("types", text(heap.leaks(suppressing: [.type("HeapQueries.*")])))
  fact("module", text(heap.leaks(suppressing: [.module("HeapQueries")])))
  fact("file", text(heap.leaks(suppressing: [.module("*/HeapQueries")])))
  fact("other module", text(heap.leaks(suppressing: [.module("Foundation")])))
  fact("function", text(heap.leaks(suppressing: [.function("*makeBySuppressedFunction*")])))
  fact("cycles", text(heap.retainCycles(suppressing: [.function("*makeBySuppressedFunction*")])))
  fact("bytes", heap.leaks(suppressing: [.type("HeapQueries.Cache")]).suppressed.total)
}

/// What one graph knows must not keep anything alive in the eyes of the next.
func keptGraph() throws {
  farBelow { for _ in 0..<5 { makeCache() } }
  var kept: [HeapGraph] = []
  var reports: [LeakReport] = []
  var objects: [[HeapObject]] = []
  for number in 0..<4 {
    let heap = try HeapGraph.capture()
    let report = heap.leaks()
    fact("leaks \(number)", report.leakCount)
    kept.append(heap)
    reports.append(report)
    objects.append(heap.objects(ofType: Cache.self))
  }
  withExtendedLifetime((kept, reports, objects)) {}
}

func counters() throws {
  farBelow { for _ in 0..<5 { makeCache() } }
  let before = HeapGraph.counters
  let heap = try HeapGraph.capture()
  let captured = HeapGraph.counters
  _ = heap.leaks()
  let asked = HeapGraph.counters
  fact("captures", asked.captures - before.captures)
  fact("leaked before asked", captured.leakedObjects - before.leakedObjects)
  fact("leaked", asked.leakedObjects - before.leakedObjects)
  fact("by cycles", asked.leakedByCycles - before.leakedByCycles)
}

/// Started without the environment's help, or with the profiler turned off.
func errors() throws {
  fact("capture", errorOf { _ = try HeapGraph.capture() })
  fact("deep size", errorOf { _ = try deepSize(of: [1, 2, 3]) })
  fact("classes", errorOf { _ = try TrackedClasses(Item.self) })
  guard let heap = try? HeapGraph.capture() else { return }
  fact("blocks", heap.blockCount)
  fact("census", heap.census().rows.count)
  fact("leaks", heap.leaks().groups.count)
  fact("object", heap.object(Item(1)).map(\.description) ?? "nil")
  fact("objects", heap.objects(ofType: Item.self).count)
}
