// The binary form: what is written is read again.

import Testing

@testable import Snapshots

/// A snapshot in which everything occurs: shared callers, both kinds of address at the same place, no traceback at all,
/// types, blocks, the ends of the address space.
let everything = Snapshot(
  sites: [
    AllocationSite(
      traceback: Traceback(frames: [ret(0x1010), ret(0x1200), ret(0x5000)]), live: total(2, 300), total: total(9, 900),
      peak: total(3, 400), temporaryBlocks: 5,
      liveByType: [TypeTotal(type: 1, total: total(1, 100)), TypeTotal(type: 0, total: total(1, 8))]),
    AllocationSite(
      traceback: Traceback(frames: [pc(0x1010), ret(0x1200), ret(0x5000)], isTruncated: true), total: total(1, 1 << 40)),
    AllocationSite(traceback: Traceback(frames: [ret(0x1200), ret(0x5000)]), live: total(1, 0)),
    AllocationSite(traceback: Traceback(frames: [ret(0x1010), ret(.max), pc(0)]), live: total(1, 7)),
    AllocationSite(traceback: Traceback(frames: []), live: total(1, 5)),
  ],
  blocks: [
    LiveBlock(address: 0x10, bytes: 100, site: 0, type: 1), LiveBlock(address: 0x80, bytes: 0, site: 2),
    LiveBlock(address: 0x81, bytes: 8, site: 0, type: 0), LiveBlock(address: .max, bytes: 1 << 40, site: 4),
  ],
  types: ["Swift.Array<Catalog.Größe>", ""],
  images: [
    LoadedImage(path: "/bin/app", buildID: [1, 2, 255], loadBias: 0x1000, segments: [0x1000..<0x2000, 0x800..<0x801]),
    LoadedImage(path: "", loadBias: .max, segments: []),
  ],
  totals: ProcessTotals(
    live: total(1, 2), total: total(3, 4), peakBytes: 5, droppedBlocks: 6, droppedTracebacks: 7, ownBytes: 8),
  maximumFrames: 256, creationTime: Duration(secondsComponent: 1_795_224_774, attosecondsComponent: 1_000_000_001))

private func pc(_ address: UInt64) -> CodeAddress { .programCounter(ProgramCounter(address)) }
private func ret(_ address: UInt64) -> CodeAddress { .returnAddress(ReturnAddress(address)) }
private func total(_ blocks: Int, _ bytes: Int) -> BlockTotal { BlockTotal(blocks: blocks, bytes: bytes) }

private func roundTrip(_ snapshot: Snapshot) throws -> Snapshot {
  try Snapshot(decoding: snapshot.encoded(), path: "a.snapshot")
}

@Test func aSnapshotWithEverythingIsReadAsItWasWritten() throws {
  #expect(try roundTrip(everything) == everything)
}

@Test func anEmptySnapshotIsReadAsItWasWritten() throws {
  let empty = Snapshot(sites: [], maximumFrames: 1, creationTime: .zero)
  #expect(try roundTrip(empty) == empty)
}

@Test func aTimeBeforeTheEpochAndNegativeCountsAreReadAsTheyWereWritten() throws {
  let snapshot = Snapshot(
    sites: [AllocationSite(traceback: Traceback(frames: []), live: total(-1, -1 << 50), temporaryBlocks: -3)],
    totals: ProcessTotals(live: total(-1, -9)), maximumFrames: .max, creationTime: .milliseconds(-1500))
  #expect(try roundTrip(snapshot) == snapshot)
}

@Test func tracebacksAsDeepAsTheRecordersAreRead() throws {
  let stack = (0..<UInt64(2047)).map { ret($0) }
  let sites = (0..<UInt64(300)).map { number in
    AllocationSite(traceback: Traceback(frames: [pc(number)] + stack), live: total(1, 1))
  }
  let snapshot = Snapshot(sites: sites, maximumFrames: 2048, creationTime: .zero)
  #expect(try roundTrip(snapshot) == snapshot)
}

@Test func callersThatManySitesShareAreWrittenOnce() {
  func size(_ sites: UInt64) -> Int {
    let stack = (0..<UInt64(100)).map { ret(0x1000 + $0 << 20) }
    let all = (0..<sites).map { AllocationSite(traceback: Traceback(frames: [pc($0)] + stack)) }
    return Snapshot(sites: all, maximumFrames: 101, creationTime: .zero).encoded().count
  }
  #expect(size(101) - size(1) < 100 * 20)
}

@Test func callersAreSharedAlsoByTracebacksThatDoNotFollowEachOther() {
  let tree = TracebackTree(
    [[1, 7, 8], [2, 9], [3, 7, 8], [2, 9]].map { frames in
      AllocationSite(traceback: Traceback(frames: frames.map(ret)))
    })
  #expect(tree.nodes.count == 6)
  #expect(tree.innermost == [3, 6, 4, 6])
}

@Test func aBlockTakesAFewBytes() {
  func size(_ count: UInt64) -> Int {
    let site = AllocationSite(traceback: Traceback(frames: []), live: total(Int(count), 48 * Int(count)))
    let blocks = (0..<count).map { LiveBlock(address: 0x5555_0000_0000 + $0 * 64, bytes: 48, site: 0) }
    return Snapshot(sites: [site], blocks: blocks, maximumFrames: 1, creationTime: .zero).encoded().count
  }
  #expect(size(100) - size(50) == 50 * 4)
}

/// The bytes that this release writes: later ones have to read them.
@Test func aFileOfVersionOneIsThis() throws {
  let snapshot = Snapshot(
    sites: [
      AllocationSite(
        traceback: Traceback(frames: [pc(0x105), ret(0x300)], isTruncated: true), live: total(1, 200),
        total: total(2, 4),
        peak: total(5, 6), temporaryBlocks: 7, liveByType: [TypeTotal(type: 0, total: total(1, 200))])
    ],
    blocks: [LiveBlock(address: 0x1230, bytes: 200, site: 0, type: 0)], types: ["A"],
    images: [LoadedImage(path: "/a", buildID: [9], loadBias: 0x100, segments: [0x102..<0x402])],
    totals: ProcessTotals(
      live: total(1, 2), total: total(3, 4), peakBytes: 5, droppedBlocks: 6, droppedTracebacks: 7, ownBytes: 8),
    maximumFrames: 9, creationTime: Duration(secondsComponent: 10, attosecondsComponent: 11))
  let sections: [(kind: UInt8, payload: [UInt8])] = [
    (1, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]), (2, [1, 1, 65]),
    (3, [1, 2, 0x2f, 0x61, 1, 9, 0x80, 2, 1, 2, 0x80, 6]), (4, [1, 0x80, 6, 1, 0x85, 2]), (5, [2, 0, 0, 0, 1]),
    (6, [1, 5, 1, 0xc8, 1, 2, 4, 5, 6, 7, 1, 0, 1, 0xc8, 1]), (7, [1, 0xa3, 2, 0xc8, 1, 0, 1]),
  ]
  let bytes = file(sections: sections)
  #expect(snapshot.encoded() == bytes)
  #expect(try Snapshot(decoding: bytes, path: "") == snapshot)
}

@Test func sectionsOfAnUnknownKindAreSkipped() throws {
  var sections = sections(of: everything.encoded())
  sections.insert((200, [1, 2, 3]), at: 2)
  sections.append((0, []))
  #expect(try Snapshot(decoding: file(sections: sections), path: "") == everything)
}

@Test func theChecksumIsThatOfItsAuthors() {
  #expect(fnv1a([]) == 0xcbf2_9ce4_8422_2325)
  #expect(fnv1a(Array("a".utf8)[...]) == 0xaf63_dc4c_8601_ec8c)
  #expect(fnv1a(Array("foobar".utf8)[...]) == 0x8594_4171_f739_67e8)
}
