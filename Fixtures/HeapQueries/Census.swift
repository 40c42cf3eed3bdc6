// Who lives on the heap, and what has changed.
import Dispatch
import Foundation
import MemoryProfiler

func facts() throws {
  let items = (0..<100).map(Item.init)
  let thread = startThread { sleep(1000) }
  usleep(20_000)
  let start = ContinuousClock.now
  let heap = try HeapGraph.capture()
  let whole = ContinuousClock.now - start
  fact("threads", heap.threadCount)
  fact("stopped by", heap.stoppedBy)
  fact("pause", heap.pause > .zero && heap.pause < whole ? "plausible" : "\(heap.pause)")
  fact("blocks", heap.blockCount > 100 ? "plausible" : "\(heap.blockCount)")
  fact("bytes", heap.bytes > 2400 ? "plausible" : "\(heap.bytes)")
  let total = heap.census().total
  fact("census", total == BlockTotal(blocks: heap.blockCount, bytes: heap.bytes) ? "all blocks" : "\(total)")
  withExtendedLifetime((items, thread)) {}
}

/// "1000 in 24000 B".
private func row(_ census: HeapCensus, _ type: String) -> String {
  census.rows.first { $0.type == type }.map { "\($0.count) in \($0.bytes) B" } ?? "none"
}

private func rows(_ census: HeapCensus, containing text: String) -> Int {
  census.rows.filter { $0.type.contains(text) }.reduce(0) { $0 + $1.count }
}

func census() throws {
  let items = (0..<1000).map(Item.init)
  let special = (0..<10).map { SpecialItem($0) }
  let generics = (0..<20).map { Generic<Int>($0) }
  let nested = (0..<30).map { Generic<[String: Item?]>(["\($0)": nil]) }
  let closures = (0..<40).map { number in { [items] in items.count + number } }
  let boxes: [Any] = (0..<50).map { ($0, $0, $0, $0) }
  let errors: [any Error] = (0..<60).map { CocoaError(.init(rawValue: $0)) }
  let strings = (0..<70).map { String(repeating: "text ", count: 10 + $0) }
  let dates = (0..<80).map { NSNumber(value: Double($0) + 0.5) }
  let formatters = (0..<5).map { _ in DateFormatter() }
  let queues = (0..<6).map { DispatchQueue(label: "queue \($0)") }
  let census = try HeapGraph.capture().census()
  for type in [
    "HeapQueries.Item", "HeapQueries.SpecialItem", "HeapQueries.Generic<Swift.Int>",
    "HeapQueries.Generic<Swift.Dictionary<Swift.String, Swift.Optional<HeapQueries.Item>>>",
    "Swift._ContiguousArrayStorage<HeapQueries.Item>", "Foundation.NSNumber", "Foundation.DateFormatter",
  ] { fact(type, row(census, type)) }
  fact("strings", rows(census, containing: "Swift.__StringStorage") >= 70)
  fact("closure contexts", rows(census, containing: "closure context") >= 40)
  fact("error boxes", rows(census, containing: "CocoaError") >= 60)
  fact(
    "dictionaries", rows(census, containing: "Swift._DictionaryStorage<Swift.String, Swift.Optional<HeapQueries.Item>>")
  )
  fact("CoreFoundation", rows(census, containing: "CF") > 0)
  fact("sorted", zip(census.rows, census.rows.dropFirst()).allSatisfy { $0.bytes >= $1.bytes })
  fact("text", "\(census)".contains("HeapQueries.Item"))
  withExtendedLifetime((items, special, generics, nested, closures, boxes)) {}
  withExtendedLifetime((errors, strings, dates, formatters, queues)) {}
}

/// Tasks that sleep.
func taskCensus() async throws {
  let before = try HeapGraph.capture().census()
  let tasks = (0..<10).map { _ in Task.detached { try? await Task.sleep(for: .seconds(1000)) } }
  try await Task.sleep(for: .milliseconds(50))
  let after = try HeapGraph.capture().census()
  fact("tasks", rows(after, containing: "task") - rows(before, containing: "task") >= 10)
  withExtendedLifetime(tasks) {}
}

func difference() throws {
  var items = (0..<100).map(Item.init)
  items.reserveCapacity(1000)
  var generics: [Generic<Int>] = (0..<7).map { Generic($0) }
  let before = try HeapGraph.capture().census()
  for number in 0..<50 { items.append(Item(number)) }
  generics.removeLast(3)
  let special = SpecialItem()
  escape(special)
  let difference = try HeapGraph.capture().census().compared(to: before)
  print(difference)
  withExtendedLifetime((items, generics, special)) {}
}

func tracker() throws {
  let tracker = try HeapTracker()
  var items = [Item]()
  items.reserveCapacity(100)
  try tracker.printDifference()
  print("---")
  for number in 0..<50 { items.append(Item(number)) }
  try tracker.printDifference()
  print("---")
  items.removeLast(20)
  try tracker.printDifference()
  print("---")
  try tracker.printDifference()
  withExtendedLifetime(items) {}
}
