// Recorded only from the middle of its run on: what the first half made is unknown, and still keeps what the second makes.
import MemoryProfiler

private final class Early {
  var leaf: Leaf?
  var leaves: [Leaf] = []
}

private nonisolated(unsafe) var earlies: [Early] = []

//! lateStart: in use: no leaks
//! lateStart: afterwards: no leaks
func lateStart() throws {
  earlies = (0..<100).map { _ in Early() }
  let alone = Early()
  try AllocationTracer.start()
  for (number, early) in earlies.enumerated() {
    early.leaf = Leaf(number)
    early.leaves = [Leaf(1), Leaf(2)]
  }
  alone.leaf = Leaf(1)
  try withExtendedLifetime(alone) { try check("in use") }
  earlies = []
  try check("afterwards")
}
