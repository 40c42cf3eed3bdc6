// Symbolizing and printing tracebacks; the printed ones as in CPython's test_tracemalloc.py.

import Snapshots
import Testing

private let twoFrames = traceback("a.py:2", "b.py:4")
private let threeFrames = traceback("a.py:2", "b.py:4", "c.py:6")

private func source(_ file: String, _ line: Int) -> String? { "  <\(file), \(line)>\n" }

private let linesOfA = ["  File \"a.py\", line 2", "    <a.py, 2>"]
private let linesOfB = ["  File \"b.py\", line 4", "    <b.py, 4>"]
private let linesOfC = ["  File \"c.py\", line 6", "    <c.py, 6>"]

@Test func aTracebackPrintsItsOutermostFrameFirst() {
  #expect(twoFrames.formatted(sourceLine: source) == linesOfB + linesOfA)
}

@Test func aTracebackPrintsItsInnermostFrameFirstWhenAskedTo() {
  #expect(twoFrames.formatted(mostRecentFirst: true, sourceLine: source) == linesOfA + linesOfB)
}

@Test func aPositiveLimitKeepsTheInnermostFrames() {
  #expect(twoFrames.formatted(limit: 1, sourceLine: source) == linesOfA)
  #expect(twoFrames.formatted(limit: 1, mostRecentFirst: true, sourceLine: source) == linesOfA)
  #expect(threeFrames.formatted(limit: 2, sourceLine: source) == linesOfB + linesOfA)
}

@Test func aNegativeLimitKeepsTheOutermostFrames() {
  #expect(twoFrames.formatted(limit: -1, sourceLine: source) == linesOfB)
  #expect(twoFrames.formatted(limit: -1, mostRecentFirst: true, sourceLine: source) == linesOfB)
  #expect(threeFrames.formatted(limit: -1, sourceLine: source) == linesOfC)
}

@Test func aLimitOfZeroKeepsNothingAndALimitBeyondTheFramesKeepsAll() {
  #expect(twoFrames.formatted(limit: 0, sourceLine: source) == [])
  #expect(twoFrames.formatted(limit: .max, sourceLine: source) == linesOfB + linesOfA)
  #expect(twoFrames.formatted(limit: .min, sourceLine: source) == linesOfB + linesOfA)
}

@Test func aFrameWithoutSourceTextPrintsItsPlaceOnly() {
  #expect(traceback("a.py:2").formatted() == ["  File \"a.py\", line 2"])
  #expect(traceback("a.py:2").formatted { _, _ in " \t\n" } == ["  File \"a.py\", line 2"])
}

@Test func aTracebackAndAFramePrintFileAndLine() {
  #expect(twoFrames.description == "b.py:4")
  #expect(twoFrames.frames[0].description == "a.py:2")
}

@Test func aTracebackOfNothingKnownIsOneUnknownFrame() {
  #expect(SourceTraceback(frames: []).frames == [SourceFrame(function: "<unknown>", file: "<unknown>", line: 0)])
}

@Test func theFramesOfInlinedFunctionsStandInOrderAndAddressesWithoutFramesAreLeftOut() {
  let addresses: [CodeAddress] = [1, 2, 3].map { .programCounter(ProgramCounter($0)) }
  let site = AllocationSite(traceback: Traceback(frames: addresses, isTruncated: true))
  let snapshot = Snapshot(sites: [site], maximumFrames: 3, creationTime: .zero).symbolized { address in
    switch address.programCounter.rawValue {
    case 1: []
    case 2: [Place("inlined.swift:20").frame, Place("outer.swift:2").frame]
    default: [Place("main.swift:1").frame]
    }
  }
  let traceback = snapshot.traceback(of: site)
  #expect(traceback.frames.map(\.description) == ["inlined.swift:20", "outer.swift:2", "main.swift:1"])
  #expect(traceback.isTruncated)
}

@Test func everyAddressIsLookedUpOnce() {
  let address = CodeAddress.programCounter(ProgramCounter(7))
  let (once, twice) = (Traceback(frames: [address]), Traceback(frames: [address, address]))
  let snapshot = Snapshot(
    sites: [AllocationSite(traceback: once), AllocationSite(traceback: twice)], maximumFrames: 2, creationTime: .zero)
  var lookups: [CodeAddress] = []
  _ = snapshot.symbolized { address in
    lookups.append(address)
    return []
  }
  #expect(lookups == [address])
}

@Test func blocksWithoutTracebackBelongToTheUnknownLine() {
  let site = AllocationSite(traceback: Traceback(frames: []), live: BlockTotal(blocks: 2, bytes: 20))
  let snapshot = Snapshot(sites: [site], maximumFrames: 1, creationTime: .zero).symbolized { _ in [] }
  #expect(lines(snapshot.statistics(by: .line)) == ["20 in 2 of <unknown>:0"])
  #expect(lines(snapshot.statistics(by: .function, cumulative: true)) == ["20 in 2 of <unknown>"])
  #expect(snapshot.statistics(by: .traceback).map(\.group) == [.traceback(SourceTraceback(frames: [.unknown]))])
}

@Test func theInnermostFrameOfALineStatisticIsThatOfAnInlinedFunction() {
  let address = CodeAddress.programCounter(ProgramCounter(7))
  let site = AllocationSite(traceback: Traceback(frames: [address]), live: BlockTotal(blocks: 1, bytes: 5))
  let snapshot = Snapshot(sites: [site], maximumFrames: 1, creationTime: .zero)
    .symbolized { _ in [Place("inlined.swift:20").frame, Place("outer.swift:2").frame] }
  #expect(lines(snapshot.statistics(by: .line)) == ["5 in 1 of inlined.swift:20"])
  #expect(
    lines(snapshot.statistics(by: .line, cumulative: true)) == [
      "5 in 1 of outer.swift:2", "5 in 1 of inlined.swift:20",
    ])
}
