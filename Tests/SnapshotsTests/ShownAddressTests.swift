import Testing

@testable import Snapshots

private func address(_ number: UInt64) -> CodeAddress { .returnAddress(ReturnAddress(number)) }
private func frame(_ name: String) -> SourceFrame { SourceFrame(function: name, file: "a.swift", line: 1) }

private let names: [CodeAddress: AddressFrames] = [
  address(1): AddressFrames(frames: []),
  address(2): AddressFrames(frames: [], fallback: frame("fallback")),
  address(3): AddressFrames(frames: [frame("inlined"), frame("caller")]),
  address(4): AddressFrames(frames: [frame("main")]),
  address(6): AddressFrames(frames: [], fallback: frame("another")),
]

/// The addresses that are shown of a traceback, whose frames must be those of the symbolized traceback.
private func shown(_ numbers: UInt64...) -> [UInt64] {
  let site = AllocationSite(traceback: Traceback(frames: numbers.map(address)))
  let snapshot = Snapshot(sites: [site], maximumFrames: 9, creationTime: .zero).symbolized(names: names)
  let addresses = snapshot.shownAddresses(of: site)
  #expect(SourceTraceback(frames: addresses.flatMap { snapshot.frames(at: $0) }) == snapshot.traceback(of: site))
  return addresses.map(\.rawValue)
}

@Test func addressesWithFramesAreShown() { #expect(shown(1, 2, 3, 5, 4) == [3, 4]) }

@Test func theInnermostAddressWithAFallbackStandsForATracebackWithoutFrames() { #expect(shown(1, 2, 1) == [2]) }

@Test func theInnermostAddressStandsForATracebackOfWhichNothingIsKnown() { #expect(shown(5, 1) == [5]) }

@Test func aTracebackWithoutAddressesShowsNone() { #expect(shown() == []) }

@Test func ofATracebackWithoutLinesAllThatHaveANameAreShown() {
  let site = AllocationSite(traceback: Traceback(frames: [1, 6, 5, 2].map(address)))
  let snapshot = Snapshot(sites: [site], maximumFrames: 9, creationTime: .zero).symbolized(names: names)
  #expect(snapshot.shownAddresses(of: site) == [6, 2].map(address))
  #expect(snapshot.traceback(of: site).frames == [frame("another")])
}
