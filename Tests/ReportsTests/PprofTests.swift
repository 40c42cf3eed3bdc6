import Reports
import Snapshots
import Testing

private let profile = DecodedProfile(exported.pprofProfile())

@Test func sampleTypesAreThoseOfGoInTheirOrder() {
  #expect(
    profile.valueTypes(1) == ["alloc_objects/count", "alloc_space/bytes", "inuse_objects/count", "inuse_space/bytes"])
  #expect(profile.text(profile.fields, 14) == "inuse_space")
  #expect(profile.valueTypes(11) == ["space/bytes"])
  #expect(profile.fields.number(12) == 1)
  #expect(profile.fields.number(9) == 1_795_224_774_025_000_000)
}

@Test func aSampleHasItsValuesAndItsLocationsFromTheLeaf() {
  let samples = profile.samples
  #expect(samples.map(\.values) == [[5, 120, 2, 48], [1, 10, 1, 10], [4, 400, 0, 0], [1, 7, 1, 7]])
  #expect(
    samples[1].locations == [
      "4160 in mapping 1: load(_:) /app/a.swift:30", "4128 in mapping 1: main /app/main.swift:7",
    ])
}

@Test func inlinedFunctionsAreLinesOfOneLocationInnermostFirst() {
  #expect(profile.samples[0].locations[0] == "4112 in mapping 1: read /app/a.swift:3, load(_:) /app/a.swift:12")
}

@Test func addressesWithoutALineAreLeftOutUnlessNothingElseIsKnown() {
  #expect(profile.samples[0].locations.count == 2)
  #expect(profile.samples[2].locations == ["32784 in mapping 2: qsort libc.so.6:0"])
  #expect(profile.samples[3].locations == ["0 in mapping 0: <unknown> :0"])
}

@Test func addressesFunctionsAndStringsAreThereOnce() {
  #expect(profile.fields.messages(4).map { $0.number(1) } == [1, 2, 3, 4, 5])
  #expect(profile.functionNames == ["read", "load(_:)", "main", "qsort", "<unknown>"])
  #expect(Set(profile.strings).count == profile.strings.count)
  #expect(profile.strings[0] == "")
}

@Test func aFunctionHasNoSystemNameForPprofToDemangle() {
  #expect(profile.fields.messages(5).allSatisfy { $0.numbers[3] == nil })
}

@Test func mappingsCarryPathsBuildIDsAndRanges() {
  #expect(profile.mappings.map { profile.text($0, 5) } == ["/app/App", "/lib/libc.so.6"])
  #expect(profile.mappings.map { profile.text($0, 6) } == ["01ab", ""])
  #expect(
    profile.mappings.map { [$0.number(1), $0.number(2), $0.number(3)] } == [[1, 0x1000, 0x3000], [2, 0x8000, 0x9000]])
  #expect(profile.mappings.allSatisfy { mapping in (7...10).allSatisfy { mapping.number($0) == 1 } })
}

@Test func whatWasLostIsInTheComments() {
  #expect(
    profile.comments == [
      "Blocks not recorded for lack of memory: 2",
      "Blocks recorded without their traceback for lack of memory: 1",
      "Tracebacks without their outermost callers: 1",
    ])
}

@Test func negativeValuesAreNotLostAndSamplesOfNothingAre() {
  let changes = DecodedProfile(
    snapshot(ofFunctions: [("a", total(-1, .min)), ("nothing", .zero), ("b", total(0, .max))]).pprofProfile())
  #expect(changes.samples.map(\.values) == [[0, 0, -1, .min], [0, 0, 0, .max]])
  #expect(changes.functionNames == ["a", "b"])
}

@Test func namesAreKeptAsTheyAre() {
  let name = "f<A>(\"\\\n;\u{0})größe 🧵"
  #expect(DecodedProfile(snapshot(ofFunctions: [(name, total(1, 1))]).pprofProfile()).functionNames == [name])
}

@Test func anEmptySnapshotIsAProfileWithoutSamples() {
  let types: [UInt8] = [
    0x0A, 4, 8, 1, 16, 2, 0x0A, 4, 8, 3, 16, 4, 0x0A, 4, 8, 5, 16, 2, 0x0A, 4, 8, 6, 16, 4,
    0x5A, 4, 8, 7, 16, 4, 0x60, 1, 0x70, 6,
  ]
  let strings = ["", "alloc_objects", "count", "alloc_space", "bytes", "inuse_objects", "inuse_space", "space"]
  let table: [UInt8] = strings.flatMap { [0x32 as UInt8, UInt8($0.utf8.count)] + Array($0.utf8) }
  #expect(emptySnapshot.pprofProfile() == types + table)
}

@Test func timesBeyondSixtyFourBitsDoNotStopTheProgram() {
  let far = Snapshot(sites: [], maximumFrames: 1, creationTime: .seconds(Int64.max)).symbolized(names: [:])
  #expect(DecodedProfile(far.pprofProfile()).fields.number(12) == 1)
}
