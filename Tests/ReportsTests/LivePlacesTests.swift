import Snapshots
import Testing

@testable import Reports

private func address(_ number: UInt64) -> CodeAddress { .returnAddress(ReturnAddress(number + 1)) }

private func site(_ addresses: UInt64..., live: Int, allocated: Int? = nil) -> AllocationSite {
  AllocationSite(
    traceback: Traceback(frames: addresses.map(address)), live: BlockTotal(blocks: 1, bytes: live),
    total: BlockTotal(blocks: allocated ?? 1, bytes: 0))
}

private let library = LoadedImage(path: "/lib/a.so", loadBias: 0, segments: [0..<1000])

private func snapshot(_ sites: AllocationSite..., images: [LoadedImage] = [library]) -> Snapshot {
  Snapshot(sites: sites, images: images, maximumFrames: 9, creationTime: .zero)
}

/// Addresses of a hundred on have a line; from 50 on they have a name that stands in; others have nothing.
private func frames(at address: CodeAddress) -> AddressFrames {
  let number = Int(address.programCounter.rawValue)
  if number >= 100 {
    return AddressFrames(frames: [SourceFrame(function: "f\(number)", file: "a.swift", line: number)])
  }
  let fallback = SourceFrame(function: "c\(number)", file: "a.so", line: 0)
  return AddressFrames(frames: [], fallback: number >= 50 ? fallback : nil)
}

/// What was asked for, in the order of asking.
private final class Symbols {
  private(set) var asked: [[Int]] = []

  func symbolize(_ snapshot: Snapshot) -> SymbolizedSnapshot {
    asked.append(snapshot.sites.flatMap(\.traceback.frames).map { Int($0.programCounter.rawValue) })
    return snapshot.symbolized(
      names: Dictionary(uniqueKeysWithValues: snapshot.addresses.map { ($0, frames(at: $0)) }))
  }

  func nameAll(_ places: inout LivePlaces, limit: Int = 100) {
    while places.unnamedCount > 0 { places.name(limit: limit, symbolize) }
  }
}

/// `function live growth recent`, by function.
private func text(_ places: LivePlaces) -> [String] {
  places.all.map { "\($0.frame.function) \($0.live.bytes) \($0.growth) \($0.recent)" }.sorted()
}

@Test func blocksBelongToTheInnermostLine() {
  var places = LivePlaces()
  places.update(snapshot(site(1, 60, 101, 102, live: 10), site(2, 101, live: 5), site(102, live: 1)))
  Symbols().nameAll(&places)
  #expect(text(places) == ["f101 15 15 0", "f102 1 1 0"])
}

@Test func withoutALineTheInnermostNameStandsIn() {
  var places = LivePlaces()
  places.update(snapshot(site(1, 60, 61, 2, 3, 4, 5, live: 10), site(1, 2, 3, 4, 5, 6, live: 5), site(live: 1)))
  Symbols().nameAll(&places)
  #expect(text(places) == ["<unknown> 6 6 0", "c60 10 10 0"])
}

@Test func noAddressIsAskedForTwiceNorOneThatDecidesNothing() {
  let symbols = Symbols()
  var places = LivePlaces()
  places.update(snapshot(site(1, 101, 102, 103, 104, 105, 106, live: 10), site(1, 101, 107, live: 5)))
  symbols.nameAll(&places)
  #expect(symbols.asked == [[1, 101, 102, 103, 107]])
  places.update(
    snapshot(site(1, 101, 102, 103, 104, 105, 106, live: 11), site(1, 101, 107, live: 5), site(108, live: 1)))
  symbols.nameAll(&places)
  #expect(symbols.asked.dropFirst() == [[108]])
  #expect(text(places) == ["f101 16 16 0", "f108 1 1 1"])
}

@Test func theHeaviestTracebacksAreNamedFirst() {
  var places = LivePlaces()
  places.update(snapshot(site(101, live: 1), site(102, live: 30), site(103, live: 20)))
  places.name(limit: 1, Symbols().symbolize)
  #expect(text(places) == ["f102 30 30 0"])
  #expect(places.unnamedCount == 2 && places.count == 3)
}

@Test func growthCountsFromTheMarkAndAllocationsFromTheLastReading() {
  var places = LivePlaces()
  places.update(snapshot(site(101, live: 10, allocated: 3), site(102, live: 7)))
  places.mark()
  // In between a traceback that was not there.
  places.update(snapshot(site(101, live: 15, allocated: 8), site(103, live: 2), site(102, live: 3)))
  Symbols().nameAll(&places)
  #expect(text(places) == ["f101 15 5 5", "f102 3 -4 0", "f103 2 2 1"])
}

@Test func aClearedProcessBeginsAnew() {
  var places = LivePlaces()
  places.update(snapshot(site(101, live: 10), site(102, live: 7)))
  places.mark()
  places.update(snapshot(site(102, live: 2)))
  Symbols().nameAll(&places)
  #expect(text(places) == ["f102 2 2 1"])
}

@Test func aLibraryOpenedLaterNamesWhatHadNoName() {
  let symbols = Symbols()
  var places = LivePlaces()
  places.update(snapshot(site(101, live: 1), site(1, live: 10), site(60, live: 3)))
  symbols.nameAll(&places)
  let opened = LoadedImage(path: "/lib/b.so", loadBias: 0, segments: [2000..<3000])
  places.update(snapshot(site(101, live: 1), site(1, live: 10), site(60, live: 3), images: [library, opened]))
  symbols.nameAll(&places)
  #expect(symbols.asked == [[1, 60, 101], [1]])
  places.update(snapshot(site(101, live: 1), site(1, live: 10), site(60, live: 3), images: [opened]))
  symbols.nameAll(&places)
  #expect(symbols.asked.last == [1, 60, 101])
}
