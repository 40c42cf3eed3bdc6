// Tracebacks of which no address has frames: what stands for them, and why.

import Snapshots
import Testing

private func address(_ number: UInt64) -> CodeAddress { .programCounter(ProgramCounter(number)) }

private func site(_ bytes: Int, _ addresses: UInt64...) -> AllocationSite {
  AllocationSite(traceback: Traceback(frames: addresses.map(address)), live: BlockTotal(blocks: 1, bytes: bytes))
}

private func frame(_ function: String, _ file: String, _ line: Int) -> SourceFrame {
  SourceFrame(function: function, file: file, line: line)
}

/// 1 has a line; 2 and 3 are functions of libraries; 4 is nothing.
private let snapshot = Snapshot(
  sites: [site(1, 2, 1), site(2, 4, 3, 2), site(3, 2, 3), site(4, 4), site(5)],
  images: [
    LoadedImage(path: "/lib/two.so", loadBias: 0, segments: [2..<3]),
    LoadedImage(path: "/lib/three.so", loadBias: 0, segments: [3..<4]),
  ], maximumFrames: 3, creationTime: .zero
).symbolized(names: [
  address(1): AddressFrames(frames: [frame("main", "a.py", 7)]),
  address(2): AddressFrames(frames: [], fallback: frame("two", "two.so", 0), reason: "two is stripped"),
  address(3): AddressFrames(frames: [], fallback: frame("three", "three.so", 0), reason: "three is stripped"),
  address(4): AddressFrames(frames: [], reason: "nobody knows"),
])

@Test func theInnermostFallbackStandsForATracebackWithoutFrames() {
  #expect(
    sites(snapshot) == [
      "1 in 1 of a.py:7", "2 in 1 of three.so:0", "3 in 1 of two.so:0", "4 in 1 of <unknown>:0",
      "5 in 1 of <unknown>:0",
    ])
}

@Test(arguments: [false, true]) func fallbacksAreGroupsOfStatistics(cumulative: Bool) {
  #expect(
    lines(snapshot.statistics(by: .line, cumulative: cumulative)) == [
      "9 in 2 of <unknown>:0", "3 in 1 of two.so:0", "2 in 1 of three.so:0", "1 in 1 of a.py:7",
    ])
  #expect(
    lines(snapshot.statistics(by: .function, cumulative: cumulative)) == [
      "9 in 2 of <unknown>", "3 in 1 of two", "2 in 1 of three", "1 in 1 of main",
    ])
}

@Test(arguments: [false, true]) func aFileFilterSeesFallbacksOfTracebacksWithoutFrames(allFrames: Bool) {
  let filtered = snapshot.filtered(by: [.include(file: "t*.so", allFrames: allFrames)])
  #expect(sites(filtered) == ["2 in 1 of three.so:0", "3 in 1 of two.so:0"])
}

@Test func aModuleFilterSeesTheModuleOfTheFallback() {
  #expect(sites(snapshot.filtered(by: [.include(module: "/lib/three.so")])) == ["2 in 1 of three.so:0"])
}

@Test func whyLinesAreMissingIsSaidMostBytesFirst() {
  #expect(snapshot.missingLines.map(\.reason) == ["nobody knows", "two is stripped"])
  #expect(snapshot.missingLines.map(\.live) == [BlockTotal(blocks: 2, bytes: 6), BlockTotal(blocks: 1, bytes: 3)])
}

@Test func blocksThatWereReleasedNeedNoReason() {
  let released = AllocationSite(traceback: Traceback(frames: [address(1)]), total: BlockTotal(blocks: 1, bytes: 1))
  let snapshot = Snapshot(sites: [released], maximumFrames: 1, creationTime: .zero)
    .symbolized(names: [address(1): AddressFrames(frames: [], reason: "because")])
  #expect(snapshot.missingLines.isEmpty)
}
