// Comparing two snapshots, held against what CPython's test_tracemalloc.py expects of the same ones.

import Snapshots
import Testing

@Test func linesAreComparedVanishedAndUnchangedOnesIncluded() {
  #expect(
    lines(later.compared(to: earlier, by: .line)) == [
      "5002 (5000) in 2 (1) of a.py:5", "400 (400) in 1 (1) of c.py:578", "0 (-66) in 0 (-1) of b.py:1",
      "0 (-7) in 0 (-1) of <unknown>:0", "30 (0) in 3 (0) of a.py:2",
    ])
}

@Test func filesAreCompared() {
  #expect(
    lines(later.compared(to: earlier, by: .file)) == [
      "5032 (5000) in 5 (1) of a.py:0", "400 (400) in 1 (1) of c.py:0", "0 (-66) in 0 (-1) of b.py:0",
      "0 (-7) in 0 (-1) of <unknown>:0",
    ])
}

@Test func tracebacksAreComparedWhateverTheirAddresses() {
  let differences = later.compared(to: earlier, by: .traceback)
  #expect(
    differences.map(\.group) == [
      .traceback(traceback("a.py:5", "b.py:4")), .traceback(traceback("c.py:578")), .traceback(traceback("b.py:1")),
      .traceback(traceback("<unknown>:0")), .traceback(traceback("a.py:2", "b.py:4")),
    ])
  #expect(differences.map(\.difference.bytes) == [5000, 400, -66, -7, 0])
}

@Test func cumulativeLinesAreCompared() {
  #expect(
    lines(later.compared(to: earlier, by: .line, cumulative: true)).prefix(2) == [
      "5032 (5000) in 5 (1) of b.py:4", "5002 (5000) in 2 (1) of a.py:5",
    ])
}

@Test func differencesAreInOrderOfBytesThenBlocksThenPlaceAllDescending() {
  let old = symbolized([
    Block(8, "vanished.py:1"), Block(1, "same.py:1"), Block(1, "split.py:1"), Block(2, "same.py:2"),
    Block(1, "same.py:3"), Block(2, "joined.py:1"), Block(2, "joined.py:1"), Block(2, "joined.py:1"),
  ])
  let new = symbolized([
    Block(8, "appeared.py:1"), Block(1, "same.py:1"), Block(0, "split.py:1"), Block(1, "split.py:1"),
    Block(2, "same.py:2"), Block(1, "same.py:3"), Block(6, "joined.py:1"),
  ])
  #expect(
    lines(new.compared(to: old, by: .line)) == [
      "8 (8) in 1 (1) of appeared.py:1", "0 (-8) in 0 (-1) of vanished.py:1", "6 (0) in 1 (-2) of joined.py:1",
      "2 (0) in 1 (0) of same.py:2", "1 (0) in 2 (1) of split.py:1", "1 (0) in 1 (0) of same.py:3",
      "1 (0) in 1 (0) of same.py:1",
    ])
}

@Test func aDifferencePrintsAsTracemallocs() {
  #expect(
    later.compared(to: earlier, by: .line)[0].description
      == "a.py:5: size=5002 B (+5000 B), count=2 (+1), average=2501 B")
}

@Test func aVanishedGroupPrintsNoAverage() {
  #expect(later.compared(to: earlier, by: .line)[2].description == "b.py:1: size=0 B (-66 B), count=0 (-1)")
}

@Test func anUnchangedGroupPrintsPlusZero() {
  #expect(
    later.compared(to: earlier, by: .line)[4].description
      == "a.py:2: size=30 B (+0 B), count=3 (+0), average=10 B")
}
