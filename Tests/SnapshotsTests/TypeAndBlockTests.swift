// Types of live blocks, blocks one by one, and what filters do to both.

import Snapshots
import Testing

private func address(_ number: UInt64) -> CodeAddress { .programCounter(ProgramCounter(number)) }

private func total(_ blocks: Int, _ bytes: Int) -> BlockTotal { BlockTotal(blocks: blocks, bytes: bytes) }

/// Site n is at address n, whose line is `n.py:1`. The two types `Item` print alike; of each site one block has no type.
private let typed = Snapshot(
  sites: [
    AllocationSite(
      traceback: Traceback(frames: [address(0)]), live: total(4, 100), total: total(9, 900), temporaryBlocks: 3,
      liveByType: [TypeTotal(type: 0, total: total(2, 60)), TypeTotal(type: 1, total: total(1, 30))]),
    AllocationSite(
      traceback: Traceback(frames: [address(1)]), live: total(2, 20), total: total(2, 20),
      liveByType: [TypeTotal(type: 2, total: total(1, 12))]),
    AllocationSite(traceback: Traceback(frames: [address(2)]), live: total(1, 5), temporaryBlocks: 7),
  ],
  blocks: [
    LiveBlock(address: 0x10, bytes: 60, site: 0, type: 0), LiveBlock(address: 0x60, bytes: 12, site: 1, type: 2),
    LiveBlock(address: 0x80, bytes: 5, site: 2),
  ],
  types: ["Item", "List", "Item", "Unused"], maximumFrames: 1, creationTime: .zero
)

private func symbolized(_ snapshot: Snapshot) -> SymbolizedSnapshot {
  snapshot.symbolized { [SourceFrame(file: "\($0.programCounter.rawValue).py", line: 1)] }
}

@Test func typesAreAddedUpByNameAndTheRestIsUnknown() {
  #expect(
    lines(symbolized(typed).statistics(by: .type)) == [
      "72 in 3 of Item", "30 in 1 of List", "23 in 3 of <unknown>",
    ])
}

@Test func cumulativeChangesNothingForTypes() {
  let snapshot = symbolized(typed)
  #expect(snapshot.statistics(by: .type, cumulative: true) == snapshot.statistics(by: .type))
}

@Test func ofOtherCountsThanTheLiveOneEveryTypeIsUnknown() {
  #expect(lines(symbolized(typed).statistics(by: .type, of: \.total)) == ["920 in 11 of <unknown>"])
  #expect(lines(symbolized(typed).statistics(by: .type, of: \.temporary)) == ["0 in 10 of <unknown>"])
}

@Test func whereAllTypesAreKnownNoneIsUnknown() {
  var snapshot = typed
  snapshot.sites = [
    AllocationSite(
      traceback: Traceback(frames: []), live: total(1, 8), liveByType: [TypeTotal(type: 1, total: total(1, 8))])
  ]
  #expect(lines(symbolized(snapshot).statistics(by: .type)) == ["8 in 1 of List"])
}

@Test func typesAreCompared() {
  var old = typed
  old.sites.removeFirst()
  #expect(
    lines(symbolized(typed).compared(to: symbolized(old), by: .type)) == [
      "72 (60) in 3 (2) of Item", "30 (30) in 1 (1) of List", "23 (10) in 3 (1) of <unknown>",
    ])
}

@Test func aTypePrintsItsName() {
  #expect(StatisticGroup.type("Catalog.Item").description == "Catalog.Item")
  #expect(
    symbolized(typed).statistics(by: .type)[0].description == "Item: size=72 B, count=3, average=24 B")
}

@Test func typesAreInOrderOfTheirNamesAndComeLastOfAllGroups() {
  #expect(StatisticGroup.type("A") < .type("B"))
  #expect(StatisticGroup.traceback(SourceTraceback(frames: [])) < .type("A"))
}

@Test func temporaryBlocksAreRankedByTheirNumber() {
  #expect(
    lines(symbolized(typed).statistics(by: .line, of: \.temporary)) == ["0 in 7 of 2.py:1", "0 in 3 of 0.py:1"])
}

@Test func typesOfFilteredSitesGoWithThem() {
  let filtered = symbolized(typed).filtered(by: [.exclude(file: "0.py")])
  #expect(lines(filtered.statistics(by: .type)) == ["13 in 2 of <unknown>", "12 in 1 of Item"])
}

@Test func blocksOfFilteredSitesGoAndTheOthersFollowTheirSites() {
  let filtered = symbolized(typed).filtered(by: [.exclude(file: "0.py")]).snapshot
  #expect(
    filtered.blocks == [
      LiveBlock(address: 0x60, bytes: 12, site: 0, type: 2), LiveBlock(address: 0x80, bytes: 5, site: 1),
    ])
  #expect(filtered.blocks.map { filtered.sites[$0.site].live } == [total(2, 20), total(1, 5)])
}

@Test func aBlockIsSmallEnoughForTenMillion() {
  #expect(MemoryLayout<LiveBlock>.stride == 24)
}

@Test func aBlockKeepsWhatItWasMadeOf() {
  var block = LiveBlock(address: .max, bytes: .max, site: Int(Int32.max), type: 3)
  #expect(block.address == .max && block.bytes == .max && block.site == Int(Int32.max) && block.type == 3)
  block.type = nil
  #expect(block == LiveBlock(address: .max, bytes: .max, site: Int(Int32.max)))
}

/// The innermost address lies in malloc's library and is hidden.
private let hidden = Snapshot(
  sites: [
    AllocationSite(traceback: Traceback(frames: [address(0x2001), address(0x1001)]), live: total(1, 1)),
    AllocationSite(traceback: Traceback(frames: [address(0x1002)]), live: total(1, 2)),
    AllocationSite(traceback: Traceback(frames: [address(0x2002)]), live: total(1, 3)),
  ],
  images: [
    LoadedImage(path: "/bin/app", loadBias: 0, segments: [0x1000..<0x2000]),
    LoadedImage(path: "/lib/libswiftCore.so", loadBias: 0, segments: [0x2000..<0x3000]),
  ], maximumFrames: 2, creationTime: .zero
).symbolized { $0.programCounter.rawValue < 0x2000 ? [SourceFrame(file: "a.py", line: 1)] : [] }

private func bytesLeft(_ filter: Filter) -> [Int] { hidden.filtered(by: [filter]).snapshot.sites.map(\.live.bytes) }

@Test func aModuleOfHiddenFramesMatchesWithAllFrames() {
  #expect(bytesLeft(.include(module: "*/libswiftCore.so", allFrames: true)) == [1, 3])
  #expect(bytesLeft(.exclude(module: "*/libswiftCore.so", allFrames: true)) == [2])
}

@Test func aModuleOfHiddenFramesDoesNotMatchAsTheInnermostOrTogetherWithAFile() {
  #expect(bytesLeft(.include(module: "*/libswiftCore.so")) == [])
  #expect(bytesLeft(.include(file: "*", module: "*/libswiftCore.so", allFrames: true)) == [])
}

@Test func blocksInHiddenFramesOfAKnownModuleAreNotOfTheUnknownOneWithAllFrames() {
  #expect(bytesLeft(.include(module: "<unknown>", allFrames: true)) == [])
  #expect(bytesLeft(.include(module: "<unknown>")) == [3])
}
