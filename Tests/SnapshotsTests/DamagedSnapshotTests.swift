// A file that is not what was written: one clear sentence, and never a crash.

import Testing

@testable import Snapshots

private let intact = everything.encoded()

private func sentence(_ bytes: [UInt8]) -> String {
  do throws(SnapshotFileError) {
    _ = try Snapshot(decoding: bytes, path: "a.snapshot")
    return "no error"
  } catch {
    return error.description
  }
}

private func damaged(_ detail: String) -> String {
  "a.snapshot is damaged, \(detail): copy it again or take a new snapshot"
}

@Test func anotherFileIsNotASnapshot() {
  let expected = "a.snapshot is not a snapshot file: choose one that `Snapshot.write(to:)` wrote"
  #expect(sentence(Array("import Snapshots\n".utf8)) == expected)
  #expect(sentence([0x8d, 0x4d, 0x51]) == expected)
  #expect(sentence(Array(repeating: 0, count: 100)) == expected)
}

@Test func aTruncatedFileSaysHowMuchOfItThereIs() {
  let count = intact.count
  #expect(
    sentence(Array(intact.dropLast()))
      == "a.snapshot is truncated, it has \(count - 1) of \(count) bytes: copy it again or take a new snapshot")
  #expect(
    sentence(Array(intact.prefix(27)))
      == "a.snapshot is truncated, it has 27 of 28 bytes: copy it again or take a new snapshot")
  #expect(
    sentence([]) == "a.snapshot is truncated, it has 0 of 28 bytes: copy it again or take a new snapshot")
}

@Test func everyTruncationIsCalledOne() {
  for count in 0..<intact.count {
    #expect(sentence(Array(intact.prefix(count))).hasPrefix("a.snapshot is truncated, it has \(count) of "))
  }
}

@Test func aFileWithMoreBytesThanWereWrittenIsDamaged() {
  let count = intact.count
  #expect(sentence(intact + [0]) == damaged("it has \(count + 1) instead of \(count) bytes"))
}

@Test func aFileWithAChangedByteIsDamaged() {
  var bytes = intact
  bytes[40] ^= 1
  #expect(sentence(bytes) == damaged("its checksum does not match"))
}

@Test func everyChangeOfAByteIsNoticed() {
  for offset in intact.indices {
    for change in [UInt8(1), 0x80, 0xff] {
      var bytes = intact
      bytes[offset] ^= change
      #expect(sentence(bytes) != "no error")
    }
  }
}

@Test func aNewerFileIsForANewerRelease() {
  let expected =
    "a.snapshot has format version 2 and this program reads versions up to 1: "
    + "read it with a newer release of the memory profiler"
  #expect(sentence(file(version: 2, sections: [])) == expected)
}

@Test func aDamagedVersionIsNotTakenForANewerOne() {
  var bytes = intact
  bytes[8] = 2
  #expect(sentence(bytes) == damaged("its checksum does not match"))
  #expect(sentence(file(version: 0, sections: [])) == damaged("it has no version"))
}

@Test func sectionsMustFitTheFile() {
  var bytes = intact
  bytes[21] += 1
  #expect(sentence(withChecksum(bytes)).hasPrefix("a.snapshot is damaged, its "))
  bytes[27] = 0xff
  #expect(sentence(withChecksum(bytes)) == damaged("its sections do not fit its length"))
}

@Test(arguments: SnapshotFormat.Section.allCases) func everySectionIsNeededOnce(section: SnapshotFormat.Section) {
  let all = sections(of: intact)
  let others = all.filter { $0.kind != section.rawValue }
  #expect(sentence(file(sections: others)) == damaged("its section '\(section)' is missing"))
  #expect(
    sentence(file(sections: all + [all[Int(section.rawValue) - 1]]))
      == damaged("its section '\(section)' is there twice"))
}

private let most: [UInt8] = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]
/// 2^60 + 1.
private let tooMany: [UInt8] = [0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10]
/// 2^62.
private let farFuture: [UInt8] = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40]
private let zeros = [UInt8](repeating: 0, count: 8)

@Test(
  arguments: [
    (.process, []), (.process, zeros + [0, 0, 0, 0]), (.process, tooMany + zeros + [0, 0]),
    (.process, zeros + [0] + farFuture + [0]),
    (.process, zeros + [0, 0] + tooMany),
    // A count beyond the bytes, a text beyond the section.
    (.types, most), (.types, [2, 0]), (.types, [1, 5, 65]),
    // A varint of more than 64 bits, and one without an end.
    (.types, Array(repeating: 0x80, count: 10) + [0]), (.types, most.dropLast() + [2]), (.types, [0x80]),
    (.images, [1, 0, 0, 0, 1] + [1] + most), (.images, [9, 0, 0, 0]), (.frames, [1]), (.frames, most),
    // A node below itself and one of a frame that is not there.
    (.tree, [1, 1, 0]), (.tree, [1, 0, 100]), (.tree, most),
    // A node, a type and a count that are not there.
    (.sites, [1, 60] + zeros), (.sites, [1, 0] + zeros.dropLast() + [1, 2, 0, 0]),
    (.sites, [1, 0] + zeros.dropLast() + most),
    (.sites, [1, 0] + tooMany + zeros.dropFirst()),
    // A site, a type, an order and a size that cannot be.
    (.blocks, [1, 0, 0, 5, 0]), (.blocks, [1, 0, 0, 0, 3]), (.blocks, [2] + most + [0, 0, 0, 1, 0, 0, 0]),
    (.blocks, [1, 0] + tooMany + [0, 0]),
  ] as [(SnapshotFormat.Section, [UInt8])])
func aSectionThatContradictsItselfIsDamaged(section: SnapshotFormat.Section, payload: [UInt8]) {
  #expect(sentence(replacing(section, payload, in: intact)) == damaged("its section '\(section)' contradicts itself"))
}

/// 40 kB of deep tree and 60 kB of sites that all hang at its end would be 3 GB in memory.
@Test func aSmallFileDoesNotBecomeALargeSnapshot() {
  let nodes = [0xa0, 0x9c, 0x01] + Array(repeating: [UInt8](arrayLiteral: 0, 0), count: 20_000).joined()
  let site = [UInt8](arrayLiteral: 0xc0, 0xb8, 0x02) + zeros
  let sites = [0x88, 0x27] + Array(repeating: site, count: 5000).joined()
  let bytes = replacing(.sites, sites, in: replacing(.tree, nodes, in: intact))
  #expect(sentence(bytes) == damaged("its section 'sites' contradicts itself"))
}

/// As little as can be in which everything occurs: the checksum takes most of the time.
private let small = Snapshot(
  sites: [
    AllocationSite(
      traceback: Traceback(frames: [1, 2].map { .returnAddress(ReturnAddress($0)) }),
      live: BlockTotal(blocks: 1, bytes: 100),
      liveByType: [TypeTotal(type: 0, total: BlockTotal(blocks: 1, bytes: 100))]),
    AllocationSite(traceback: Traceback(frames: [.programCounter(ProgramCounter(2))])),
  ],
  blocks: [LiveBlock(address: 16, bytes: 100, site: 0, type: 0), LiveBlock(address: 17, bytes: 1, site: 1)],
  types: ["A"], images: [LoadedImage(path: "/b", buildID: [1], loadBias: 1, segments: [1..<2])], maximumFrames: 2,
  creationTime: .zero
).encoded()

/// With a right checksum, so that every mutation meets the decoder. What it accepts can be added up and written again.
@Test(arguments: 1...4) func mutatedFilesNeverCrash(seed: UInt64) throws {
  var generator = SplitMix64(state: seed)
  var accepted = 0
  for _ in 0..<50_000 {
    let bytes = mutated(small, &generator)
    guard let snapshot = try? Snapshot(decoding: bytes, path: "") else { continue }
    accepted += 1
    if accepted % 16 == 0 { try exercise(snapshot) }
  }
  #expect(accepted > 0)
}

private func mutated(_ original: [UInt8], _ generator: inout SplitMix64) -> [UInt8] {
  var bytes = original
  for _ in 0..<Int.random(in: 1...3, using: &generator) {
    // Behind the header, which has tests of its own.
    let offset = Int.random(in: 20..<bytes.count - 8, using: &generator)
    bytes[offset] =
      Bool.random(using: &generator)
      ? bytes[offset] ^ 1 << UInt8.random(in: 0..<8, using: &generator)
      : [0, 1, 0x7f, 0x80, 0xff].randomElement(using: &generator)!
  }
  return withChecksum(bytes)
}

private func exercise(_ snapshot: Snapshot) throws {
  let symbolized = snapshot.symbolized { _ in [SourceFrame(file: "a.py", line: 1)] }
  for grouping in StatisticGrouping.allCases { _ = symbolized.compared(to: symbolized, by: grouping) }
  _ = symbolized.filtered(by: [.exclude(module: "/bin/*")])
  #expect(try Snapshot(decoding: snapshot.encoded(), path: "") == snapshot)
}
