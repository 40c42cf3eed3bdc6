// Leaving sites out; expectations as in CPython's test_tracemalloc.py, with modules in place of domains.

import Snapshots
import Testing

private let all = [
  "30 in 3 of a.py:2 b.py:4", "2 in 1 of a.py:5 b.py:4", "66 in 1 of b.py:1", "7 in 1 of <unknown>:0",
]

/// t1, t2, t3 and unknown of CPython's test_filter_match_trace.
private let traces = symbolized([
  Block(1, "a.py:2", "b.py:3"), Block(2, "b.py:4", "b.py:5"), Block(3, "c.py:5", "<unknown>:0"),
  Block(4, "<unknown>:0"),
])

private func bytesLeft(_ filters: Filter...) -> [Int] {
  traces.filtered(by: filters).snapshot.sites.map(\.live.bytes)
}

@Test func anExclusiveFilterRemovesWhatItMatches() {
  #expect(sites(earlier.filtered(by: [.exclude(file: "b.py")])) == [all[0], all[1], all[3]])
}

@Test func ofSeveralInclusiveFiltersOneHasToMatch() {
  let filtered = earlier.filtered(by: [.include(file: "a.py", line: 2), .include(file: "a.py", line: 5)])
  #expect(sites(filtered) == [all[0], all[1]])
}

@Test func anExclusiveFilterWinsOverAnInclusiveOne() {
  #expect(sites(earlier.filtered(by: [.include(file: "a.py"), .exclude(line: 5)])) == [all[0]])
  #expect(sites(earlier.filtered(by: [.exclude(line: 5), .include(file: "a.py")])) == [all[0]])
}

@Test func everyExclusiveFilterRemoves() {
  #expect(sites(earlier.filtered(by: [.exclude(line: 5), .exclude(line: 1)])) == [all[0], all[3]])
}

@Test func filteringTwiceNarrowsFurther() {
  let filtered = earlier.filtered(by: [.exclude(file: "b.py")]).filtered(by: [.exclude(file: "<unknown>")])
  #expect(sites(filtered) == [all[0], all[1]])
}

@Test func noFilterKeepsEverything() {
  #expect(earlier.filtered(by: []).snapshot == earlier.snapshot)
}

@Test func filteringLeavesTheOriginalUntouched() {
  let original = earlier
  _ = original.filtered(by: [.exclude(file: "*")])
  #expect(sites(original) == all)
}

@Test func aFilteredSnapshotHasStatisticsOfWhatIsLeft() {
  let filtered = earlier.filtered(by: [.exclude(file: "b.py")])
  #expect(
    lines(filtered.statistics(by: .file)) == ["32 in 4 of a.py:0", "7 in 1 of <unknown>:0"])
}

@Test func aFileAndModuleFilterExcludesOnlyWhereBothMatch() {
  let filtered = earlier.filtered(by: [.exclude(file: "a.py", module: "*/module1.so")])
  #expect(sites(filtered) == [all[0], all[2], all[3]])
}

@Test func aFileAndModuleFilterIncludesOnlyWhereBothMatch() {
  let filtered = earlier.filtered(by: [.include(file: "a.py", module: "*/module1.so")])
  #expect(sites(filtered) == [all[1]])
}

@Test func aModuleFilterAloneExcludesAndIncludesTheModule() {
  #expect(sites(earlier.filtered(by: [.exclude(module: "/lib/module3.so")])) == Array(all[...2]))
  #expect(sites(earlier.filtered(by: [.include(module: "/lib/module3.so")])) == [all[3]])
}

@Test func addressesInNoImageAreOfTheUnknownModule() {
  var snapshot = traces.snapshot
  snapshot.images = []
  let symbolized = snapshot.symbolized { _ in [Place("a.py:1").frame] }
  #expect(symbolized.filtered(by: [.include(module: "<unknown>")]).snapshot.sites.count == 4)
  #expect(symbolized.filtered(by: [.exclude(module: "<unknown>")]).snapshot.sites.isEmpty)
}

@Test func onlyTheInnermostFrameIsLookedAt() {
  #expect(bytesLeft(.include(file: "b.py")) == [2])
  #expect(bytesLeft(.exclude(file: "b.py")) == [1, 3, 4])
  #expect(bytesLeft(.exclude(file: "<unknown>")) == [1, 2, 3])
}

@Test func allFramesAreLookedAtWhenAskedTo() {
  #expect(bytesLeft(.include(file: "b.py", allFrames: true)) == [1, 2])
  #expect(bytesLeft(.exclude(file: "b.py", allFrames: true)) == [3, 4])
  #expect(bytesLeft(.include(file: "<unknown>", allFrames: true)) == [3, 4])
  #expect(bytesLeft(.exclude(file: "<unknown>", allFrames: true)) == [1, 2])
}

@Test func fileAndLineHaveToMatchInTheSameFrame() {
  #expect(bytesLeft(.include(file: "a.py", line: 3, allFrames: true)) == [])
  #expect(bytesLeft(.include(file: "b.py", line: 3, allFrames: true)) == [1])
}

@Test(arguments: [(nil, ["abc:0", "abc:5", "abc:10"]), (5, ["abc:5"]), (0, ["abc:0"])] as [(Int?, [String])])
func aLineFilterMatchesItsLineOnlyZeroIncluded(line: Int?, matching: [String]) {
  let places: [Place] = ["abc:0", "abc:5", "abc:10", "12356:0", "12356:5", "12356:10"]
  let snapshot = symbolized(places.map { Block(1, $0) })
  func left(_ filter: Filter) -> [String] {
    let filtered = snapshot.filtered(by: [filter])
    return filtered.snapshot.sites.map { filtered.traceback(of: $0).description }
  }
  #expect(left(.include(file: "abc", line: line)) == matching)
  let others = places.map { "\($0.file):\($0.line)" }.filter { !matching.contains($0) }
  #expect(left(.exclude(file: "abc", line: line)) == others)
}

@Test func aFrameInsideAnInlineChainMatchesOnlyWithAllFrames() {
  let address = CodeAddress.programCounter(ProgramCounter(7))
  let site = AllocationSite(traceback: Traceback(frames: [address]), live: BlockTotal(blocks: 1, bytes: 5))
  let snapshot = Snapshot(sites: [site], maximumFrames: 1, creationTime: .zero)
    .symbolized { _ in [Place("inlined.swift:20").frame, Place("outer.swift:2").frame] }
  #expect(snapshot.filtered(by: [.include(file: "outer.swift")]).snapshot.sites == [])
  #expect(snapshot.filtered(by: [.include(file: "outer.swift", allFrames: true)]).snapshot.sites == [site])
}

@Test func blocksWithoutTracebackAreOfTheUnknownFileAndModule() {
  let site = AllocationSite(traceback: Traceback(frames: []), live: BlockTotal(blocks: 1, bytes: 5))
  let snapshot = Snapshot(sites: [site], maximumFrames: 1, creationTime: .zero).symbolized { _ in [] }
  for filter in [Filter.include(file: "<unknown>", line: 0), .include(module: "<unknown>", allFrames: true)] {
    #expect(snapshot.filtered(by: [filter]).snapshot.sites == [site])
  }
  #expect(snapshot.filtered(by: [.include(file: "a.py")]).snapshot.sites == [])
}

@Test func aFunctionFilterMatchesTheWholeName() {
  #expect(bytesLeft(.include(function: "in b.py")) == [2])
  #expect(bytesLeft(.include(function: "in ?.py")) == [1, 2, 3])
  #expect(bytesLeft(.exclude(function: "in *")) == [])
  #expect(bytesLeft(.include(function: "b.py")) == [])
}

@Test func aFunctionFilterLooksAtAllFramesWhenAskedTo() {
  #expect(bytesLeft(.include(function: "in b.py", allFrames: true)) == [1, 2])
  #expect(bytesLeft(.exclude(function: "in b.py", allFrames: true)) == [3, 4])
}

@Test func aFunctionFilterKnowsShortNames() {
  let address = CodeAddress.programCounter(ProgramCounter(7))
  let site = AllocationSite(traceback: Traceback(frames: [address]), live: BlockTotal(blocks: 1, bytes: 5))
  let snapshot = Snapshot(sites: [site], maximumFrames: 1, creationTime: .zero)
    .symbolized { _ in [SourceFrame(function: "App.load(Swift.String) -> ()", file: "a.swift", line: 1)] }
  for name in ["App.load(_:)", "App.load(Swift.String) -> ()", "App.*"] {
    #expect(snapshot.filtered(by: [.include(function: name)]).snapshot.sites == [site])
  }
  #expect(snapshot.filtered(by: [.include(function: "App.load()")]).snapshot.sites == [])
}

@Test func functionAndLineHaveToMatchInTheSameFrame() {
  #expect(bytesLeft(.include(line: 3, function: "in a.py", allFrames: true)) == [])
  #expect(bytesLeft(.include(line: 3, function: "in b.py", allFrames: true)) == [1])
}

@Test func aFunctionFilterKnowsFunctionsWithoutALine() {
  let address = CodeAddress.programCounter(ProgramCounter(7))
  let site = AllocationSite(traceback: Traceback(frames: [address]), live: BlockTotal(blocks: 1, bytes: 5))
  let names = [
    address: AddressFrames(frames: [], fallback: SourceFrame(function: "qsort", file: "libc.so.6", line: 0))
  ]
  let snapshot = Snapshot(sites: [site], maximumFrames: 1, creationTime: .zero).symbolized(names: names)
  #expect(snapshot.filtered(by: [.include(function: "qsort")]).snapshot.sites == [site])
  #expect(snapshot.filtered(by: [.exclude(function: "qsort")]).snapshot.sites == [])
}

@Test func aFunctionWithoutALineBetweenLinesIsFoundAmongAllFrames() {
  let (hidden, shown) = (CodeAddress.programCounter(ProgramCounter(7)), CodeAddress.programCounter(ProgramCounter(8)))
  let traceback = Traceback(frames: [hidden, shown])
  let site = AllocationSite(traceback: traceback, live: BlockTotal(blocks: 1, bytes: 5))
  let names = [
    hidden: AddressFrames(frames: [], fallback: SourceFrame(function: "qsort", file: "libc.so.6", line: 0)),
    shown: AddressFrames(frames: [Place("a.py:1").frame]),
  ]
  let snapshot = Snapshot(sites: [site], maximumFrames: 2, creationTime: .zero).symbolized(names: names)
  #expect(snapshot.filtered(by: [.include(function: "qsort", allFrames: true)]).snapshot.sites == [site])
  #expect(snapshot.filtered(by: [.include(function: "qsort")]).snapshot.sites == [])
  #expect(snapshot.filtered(by: [.include(line: 0, function: "qsort", allFrames: true)]).snapshot.sites == [])
}

@Test func aFilterTellsWhatItWasMadeOf() {
  let plain = Filter.include(file: "abc")
  #expect(plain.isInclusive && plain.file == "abc" && plain.line == nil && plain.module == nil && !plain.allFrames)
  #expect(plain.function == nil)
  let full = Filter.exclude(file: "test.py", line: 123, function: "f", module: "m", allFrames: true)
  #expect(!full.isInclusive && full.file == "test.py" && full.line == 123 && full.module == "m" && full.allFrames)
  #expect(full.function == "f")
}
