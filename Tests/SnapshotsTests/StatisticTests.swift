// Adding up by group, held against what CPython's test_tracemalloc.py expects of the same snapshots.

import Snapshots
import Testing

@Test func linesAreAddedUpLargestFirst() {
  #expect(
    lines(earlier.statistics(by: .line)) == [
      "66 in 1 of b.py:1", "30 in 3 of a.py:2", "7 in 1 of <unknown>:0", "2 in 1 of a.py:5",
    ])
  #expect(
    lines(later.statistics(by: .line)) == ["5002 in 2 of a.py:5", "400 in 1 of c.py:578", "30 in 3 of a.py:2"])
}

@Test func filesAreAddedUpAndPrintedAsTheirLineZero() {
  #expect(
    lines(earlier.statistics(by: .file)) == ["66 in 1 of b.py:0", "32 in 4 of a.py:0", "7 in 1 of <unknown>:0"])
  #expect(lines(later.statistics(by: .file)) == ["5032 in 5 of a.py:0", "400 in 1 of c.py:0"])
}

@Test func functionsAreAddedUpByName() {
  #expect(
    lines(earlier.statistics(by: .function)) == [
      "66 in 1 of in b.py", "32 in 4 of in a.py", "7 in 1 of in <unknown>",
    ])
}

@Test func tracebacksAreAddedUpWhole() {
  let statistics = earlier.statistics(by: .traceback)
  #expect(statistics.map(\.bytes) == [66, 30, 7, 2])
  #expect(statistics.map(\.blocks) == [1, 3, 1, 1])
  #expect(
    statistics.map(\.group) == [
      .traceback(traceback("b.py:1")), .traceback(traceback("a.py:2", "b.py:4")),
      .traceback(traceback("<unknown>:0")), .traceback(traceback("a.py:5", "b.py:4")),
    ])
}

@Test func cumulativeLinesCountEveryFrame() {
  #expect(
    lines(earlier.statistics(by: .line, cumulative: true)) == [
      "66 in 1 of b.py:1", "32 in 4 of b.py:4", "30 in 3 of a.py:2", "7 in 1 of <unknown>:0", "2 in 1 of a.py:5",
    ])
}

@Test func cumulativeFilesCountEveryFrame() {
  #expect(
    lines(earlier.statistics(by: .file, cumulative: true)) == [
      "98 in 5 of b.py:0", "32 in 4 of a.py:0", "7 in 1 of <unknown>:0",
    ])
}

@Test func cumulativeCountsABlockOnceForALineThatStandsTwiceInItsTraceback() {
  let recursive = symbolized([Block(8, "a.py:2", "a.py:3", "a.py:2", "a.py:2", "main.py:1")])
  #expect(
    lines(recursive.statistics(by: .line, cumulative: true)) == [
      "8 in 1 of main.py:1", "8 in 1 of a.py:3", "8 in 1 of a.py:2",
    ])
  #expect(
    lines(recursive.statistics(by: .file, cumulative: true)) == ["8 in 1 of main.py:0", "8 in 1 of a.py:0"])
}

@Test func cumulativeChangesNothingForTracebacks() {
  #expect(later.statistics(by: .traceback, cumulative: true) == later.statistics(by: .traceback))
}

@Test func groupsOfEqualBytesAreInOrderOfBlocksAndOfEqualBlocksInOrderOfPlacesAllDescending() {
  let snapshot = symbolized([
    Block(4, "a.py:9"), Block(4, "a.py:10"), Block(4, "b.py:1"), Block(2, "a.py:1"), Block(2, "a.py:1"),
  ])
  #expect(
    lines(snapshot.statistics(by: .line)) == [
      "4 in 2 of a.py:1", "4 in 1 of b.py:1", "4 in 1 of a.py:10", "4 in 1 of a.py:9",
    ])
}

@Test func tracebacksOfEqualTotalsAreInOrderFromTheirOutermostFrame() {
  let snapshot = symbolized([
    Block(4, "z.py:1", "a.py:1"), Block(4, "a.py:1", "b.py:1"), Block(4, "b.py:1"), Block(4, "c.py:1", "b.py:1"),
  ])
  #expect(
    snapshot.statistics(by: .traceback).map(\.group) == [
      .traceback(traceback("c.py:1", "b.py:1")), .traceback(traceback("a.py:1", "b.py:1")),
      .traceback(traceback("b.py:1")), .traceback(traceback("z.py:1", "a.py:1")),
    ])
}

@Test func blocksOfZeroBytesAreCounted() {
  #expect(
    symbolized([Block(0, "a.py:1"), Block(0, "a.py:1")]).statistics(by: .line).map(\.description) == [
      "a.py:1: size=0 B, count=2, average=0 B"
    ])
}

@Test func sitesWithoutLiveBlocksHaveNoStatistic() {
  let address = CodeAddress.programCounter(ProgramCounter(7))
  let released = AllocationSite(traceback: Traceback(frames: [address]), total: BlockTotal(blocks: 3, bytes: 30))
  let snapshot = Snapshot(sites: [released], maximumFrames: 1, creationTime: .zero)
    .symbolized { _ in [Place("a.py:1").frame] }
  for grouping in StatisticGrouping.allCases {
    #expect(snapshot.statistics(by: grouping) == [])
    #expect(snapshot.compared(to: snapshot, by: grouping) == [])
  }
}

@Test func statisticsOfThePeakAndOfEverythingAllocatedAreThereToo() {
  let site = AllocationSite(
    traceback: Traceback(frames: []), live: BlockTotal(blocks: 1, bytes: 10), total: BlockTotal(blocks: 4, bytes: 40),
    peak: BlockTotal(blocks: 3, bytes: 30), temporaryBlocks: 2)
  let snapshot = Snapshot(sites: [site], maximumFrames: 1, creationTime: .zero).symbolized { _ in [] }
  #expect(snapshot.statistics(by: .line, of: \.total).map(\.total) == [site.total])
  #expect(snapshot.statistics(by: .line, of: \.peak).map(\.total) == [site.peak])
  #expect(snapshot.statistics(by: .line, of: \.temporary).map(\.total) == [BlockTotal(blocks: 2, bytes: 0)])
  #expect(snapshot.compared(to: snapshot, by: .line, of: \.peak).map(\.total) == [site.peak])
}

@Test func aStatisticPrintsAsTracemallocs() {
  #expect(earlier.statistics(by: .line)[0].description == "b.py:1: size=66 B, count=1, average=66 B")
}

@Test func aStatisticOfATracebackPrintsItsOutermostFrame() {
  #expect(
    earlier.statistics(by: .traceback)[1].description == "b.py:4: size=30 B, count=3, average=10 B")
}
