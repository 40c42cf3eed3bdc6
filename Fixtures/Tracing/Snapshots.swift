// test_tracemalloc.py: TestSnapshot, on the live process.
import Glibc
import MemoryProfiler

final class CatalogItem {
  var name = 0
  var price = 0
}

/// Kept for ever, so that what refers to it is live at the end of the process.
nonisolated(unsafe) var kept: [Any] = []

func snapshots() throws {
  try AllocationTracer.start()
  let blocks = (0..<10).map { touch(1000 + $0) }  // ten blocks
  free(blocks[0])
  let snapshot = try AllocationTracer.snapshot(listingBlocks: true)
  let site = snapshot.sites.first { $0.total.bytes == 10_045 }
  fact("live", site.map { "\($0.live)" } ?? "nil")
  fact("total", site.map { "\($0.total)" } ?? "nil")
  fact("live of all tracebacks", snapshot.sites.reduce(BlockTotal.zero) { $0 + $1.live } == snapshot.totals.live)
  fact("listed", snapshot.blocks.count == snapshot.totals.live.blocks)
  let listed = snapshot.blocks.first { UInt($0.address) == UInt(bitPattern: blocks[3]) }
  fact("one of them", listed.map { "\($0.bytes) \(snapshot.sites[$0.site] == site)" } ?? "nil")
  fact("ascending", zip(snapshot.blocks, snapshot.blocks.dropFirst()).allSatisfy { $0.address < $1.address })
  fact("program among images", snapshot.images.contains { $0.path.hasSuffix("/Tracing") })
  fact("unlisted", try AllocationTracer.snapshot().blocks.count)
  fact("by line", line(of: snapshot.statistics(by: .line), of: 9045))
  fact("by file", snapshot.statistics(by: .file).contains { "\($0)".contains("Snapshots.swift:0: size=") })
  fact(
    "by function",
    snapshot.statistics(by: .function, cumulative: true).contains { "\($0.group)".contains("snapshots()") })
  let traceback = snapshot.statistics(by: .traceback).first { $0.bytes == 9045 }
  for text in traceback?.group.traceback?.format(limit: 2, mostRecentFirst: true) ?? [] { fact("formatted", text) }
}

private func line(of statistics: [Statistic], of bytes: Int) -> String {
  guard let found = statistics.first(where: { $0.bytes == bytes }) else { return "nil" }
  return String("\(found)".drop { $0 != ":" })
}

func snapshotFile() throws {
  let path = CommandLine.arguments[2]
  try AllocationTracer.start()
  let block = touch(123_456)
  let snapshot = try AllocationTracer.snapshot(listingBlocks: true)
  try snapshot.write(to: path)
  try AllocationTracer.stop()
  free(block)
  let read = try Snapshot(contentsOf: path)
  var status = stat()
  stat(path, &status)
  fact("equal", read == snapshot)
  fact("mode", String(status.st_mode & 0o777, radix: 8))
  fact("by line", line(of: read.statistics(by: .line), of: 123_456))
  fact("missing", errorOf { _ = try Snapshot(contentsOf: "/nonexistent/snapshot") })
}

@inline(never) func growingLine(_ count: Int) { kept.append(touch(count)) }

func differences() throws {
  kept.reserveCapacity(10)
  try AllocationTracer.start()
  growingLine(5000)
  let vanishing = touch(777_777)
  let before = try AllocationTracer.snapshot()
  growingLine(2)
  free(vanishing)
  let after = try AllocationTracer.snapshot()
  let found = after.compared(to: before, by: .line, cumulative: true)
  func print(_ name: String, _ bytes: Int) {
    let text = found.first { $0.bytesDifference == bytes }.map { String("\($0)".drop { $0 != ":" }) }
    fact(name, text ?? "nil")
  }
  print("grown", 2)
  print("vanished", -777_777)
  fact("first", found.first?.bytesDifference ?? 0)
}

func filters() throws {
  try AllocationTracer.start()
  let block = touch(31_337)
  let snapshot = try AllocationTracer.snapshot()
  let file = "*/Facts.swift"
  func bytes(_ filters: [Filter]) -> Bool {
    snapshot.filtered(by: filters).sites.contains { $0.live.bytes == 31_337 }
  }
  fact("without filters", bytes([]))
  fact("include its file", bytes([.include(file: file)]))
  fact("exclude its file", bytes([.exclude(file: file)]))
  fact("include its caller's", bytes([.include(file: "*/Snapshots.swift")]))
  fact("include its caller's, all frames", bytes([.include(file: "*/Snapshots.swift", allFrames: true)]))
  fact("include the program", bytes([.include(module: "*/Tracing")]))
  fact("exclude the program", bytes([.exclude(module: "*/Tracing")]))
  fact("include another line", bytes([.include(file: file, line: 1)]))
  fact("the original is untouched", snapshot.sites.contains { $0.live.bytes == 31_337 })
  fact("totals stay", snapshot.filtered(by: [.exclude(file: "*")]).totals == snapshot.totals)
  free(block)
}

func types() throws {
  try AllocationTracer.start()
  kept.append((0..<1000).map { _ in CatalogItem() })
  kept.append(Array(repeating: 1.5, count: 5000))
  let snapshot = try AllocationTracer.snapshot()
  let byType = snapshot.statistics(by: .type)
  for name in ["Tracing.CatalogItem", "Swift._ContiguousArrayStorage<Swift.Double>"] {
    fact(name, byType.first { "\($0.group)" == name }.map { "\($0)" } ?? "nil")
  }
  fact("sum", byType.reduce(0) { $0 + $1.bytes } == snapshot.totals.live.bytes)
}

@inline(never) func temporary() { free(touch(10)) }

func temporaryBlocks() throws {
  try AllocationTracer.start()
  for _ in 0..<100 { temporary() }
  let (first, second) = (touch(20), touch(20))
  free(first)
  free(second)
  let snapshot = try AllocationTracer.snapshot()
  let most = snapshot.statistics(by: .function, cumulative: true, of: \.temporary).first {
    "\($0.group)".contains("temporary()")
  }
  fact("of 100 and one more", most?.blocks ?? 0)
  fact("the pair", snapshot.sites.filter { $0.total.bytes == 20 }.map(\.temporaryBlocks))
}
