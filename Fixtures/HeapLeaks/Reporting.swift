// What a capture says, as lines for the tests: "in use: no leaks", "leaks: retain cycle ×10, 2 objects, 96 B: A .b → B .a → A".
import MemoryProfiler

/// Captures and prints what leaked, and what retainCycles() says where that is something else than the cycles among the leaks.
func check(_ moment: String, suppressing suppressions: [LeakSuppression] = []) throws {
  let heap = try HeapGraph.capture()
  let leaks = heap.leaks(suppressing: suppressions).groups
  let cycles = heap.retainCycles(suppressing: suppressions).groups
  if leaks.isEmpty { print("\(moment): no leaks") }
  for group in leaks { print("\(moment): \(line(group))") }
  if cycles.map(line) != leaks.filter({ $0.kind == .retainCycle }).map(line) {
    for group in cycles { print("\(moment), cycles alone: \(line(group))") }
  }
}

/// The whole report as users print it, tracebacks included.
func checkText() throws { print(try HeapGraph.capture().leaks()) }

private func line(_ group: LeakGroup) -> String {
  let size = "\(group.objects) \(group.objects == 1 ? "object" : "objects"), \(group.bytes) B"
  return "\(group.kind.rawValue) ×\(group.occurrences), \(size): \(path(group))".replacing("HeapLeaks.", with: "")
}

/// A cycle has no beginning of its own: here it begins with the step that sorts first.
private func path(_ group: LeakGroup) -> String {
  var steps = group.path
  if group.kind == .retainCycle, let first = steps.indices.min(by: { text(steps[$0]) < text(steps[$1]) }) {
    steps = Array(steps[first...] + steps[..<first])
  }
  let ending = group.kind == .retainCycle ? [steps[0].type] : []
  return (steps.map(text) + ending).joined(separator: " → ")
}

private func text(_ step: HeapStep) -> String {
  let ownership = step.ownership == .strong ? "" : " (\(step.ownership))"
  // Where a set puts its member depends on the set's address.
  let property = step.property?.replacing(/\[member \d+\]/, with: "[member]")
  return step.type + (property.map { " " + $0 } ?? "") + ownership
}
