import Reports
import Snapshots
import Testing

/// The address `number` as a return address, in the image that its thousands say.
private func address(_ number: UInt64) -> CodeAddress { .returnAddress(ReturnAddress(number + 1)) }

private func site(
  _ addresses: UInt64..., truncated: Bool = false, live: Int = 0, peak: Int = 0, total: Int = 0, temporary: Int = 0
) -> AllocationSite {
  func block(_ bytes: Int) -> BlockTotal { BlockTotal(blocks: bytes == 0 ? 0 : 1, bytes: bytes) }
  return AllocationSite(
    traceback: Traceback(frames: addresses.map(address), isTruncated: truncated), live: block(live),
    total: block(total),
    peak: block(peak), temporaryBlocks: temporary
  )
}

/// Addresses below 100 have no frames; 1050 is `inner` inlined into `outer`; others are functions named after them.
private func symbolized(_ sites: AllocationSite...) -> SymbolizedSnapshot {
  let images = [1, 2].map {
    LoadedImage(path: "/lib/module\($0).so", loadBias: 0, segments: [$0 * 1000..<$0 * 1000 + 999])
  }
  let snapshot = Snapshot(sites: sites, images: images, maximumFrames: 9, creationTime: .zero)
  return snapshot.symbolized(names: names(of: snapshot))
}

private func names(of snapshot: Snapshot) -> [CodeAddress: AddressFrames] {
  var names: [CodeAddress: AddressFrames] = [:]
  for address in snapshot.addresses {
    let number = Int(address.programCounter.rawValue)
    let frames = [SourceFrame(function: "f\(number)", file: "/src/a.swift", line: number)]
    let inlined = ["inner", "outer"].map { SourceFrame(function: $0, file: "/src/b.swift", line: 5) }
    let fallback = SourceFrame(function: "sqlite3_step", file: "libsqlite3.so", line: 0)
    names[address] =
      number < 100
      ? AddressFrames(frames: [], fallback: number < 50 ? fallback : nil)
      : AddressFrames(frames: number == 1050 ? inlined : frames)
  }
  return names
}

/// Each node below its caller: `f1001 live/peak/total/temporary`, with the counts of its own.
private func outline(_ tree: CallTree, below caller: Int = 0, indentation: String = "") -> [String] {
  tree.nodes.indices.dropFirst().filter { tree.nodes[$0].parent == caller }.flatMap { node -> [String] in
    let own = tree.nodes[node].own
    let counts = "\(own.live.bytes)/\(own.peak.bytes)/\(own.total.bytes)/\(own.temporaryBlocks)"
    return ["\(indentation)\(tree.frames[tree.nodes[node].frame].function) \(counts)"]
      + outline(tree, below: node, indentation: indentation + " ")
  }
}

@Test func tracebacksShareTheCallersTheyHaveInCommon() {
  let tree = CallTree(
    symbolized(
      site(1003, 1002, 1001, live: 10, peak: 20, total: 30, temporary: 1), site(1004, 1002, 1001, total: 5),
      site(1002, 1001, live: 7)))
  #expect(outline(tree) == ["f1001 0/0/0/0", " f1002 7/0/0/0", "  f1003 10/20/30/1", "  f1004 0/0/5/0"])
}

@Test func sitesThatDifferOnlyInWhatHasNoFramesAreOneNode() {
  let tree = CallTree(symbolized(site(1002, 60, 1001, live: 10), site(1002, 61, 1001, live: 5, total: 9)))
  #expect(outline(tree) == ["f1001 0/0/0/0", " f1002 15/0/9/0"])
}

@Test func aRecursiveCallIsANodeAtEachDepth() {
  let tree = CallTree(symbolized(site(1001, 1001, 1001, live: 4), site(1001, live: 1)))
  #expect(outline(tree) == ["f1001 1/0/0/0", " f1001 0/0/0/0", "  f1001 4/0/0/0"])
  #expect(tree.frames.count == 1)
}

@Test func aFunctionIsInsideTheOneItWasInlinedInto() {
  let tree = CallTree(symbolized(site(1050, 1001, live: 4)))
  #expect(outline(tree) == ["f1001 0/0/0/0", " outer 0/0/0/0", "  inner 4/0/0/0"])
}

@Test func addressesWithoutALineHaveTheirFunction() {
  let tree = CallTree(symbolized(site(1, 1002, 60, 1001, live: 4), site(60, 1, live: 2)))
  #expect(outline(tree) == ["f1001 0/0/0/0", " f1002 0/0/0/0", "  sqlite3_step 4/0/0/0", "sqlite3_step 2/0/0/0"])
  #expect(tree.frames.last == CallTree.Frame(function: "sqlite3_step"))
}

@Test func aTracebackOfWhichNothingIsKnownIsUnknown() {
  #expect(outline(CallTree(symbolized(site(60, live: 2), site(live: 1)))) == ["<unknown> 3/0/0/0"])
}

@Test func truncatedTracebacksStandApart() {
  let tree = CallTree(
    symbolized(site(1002, 1001, live: 4), site(1002, 1001, truncated: true, live: 2), site(truncated: true, live: 1)))
  #expect(
    outline(tree) == [
      "f1001 0/0/0/0", " f1002 4/0/0/0", "(outer callers are missing) 0/0/0/0", " f1001 0/0/0/0", "  f1002 2/0/0/0",
      " <unknown> 1/0/0/0",
    ])
}

@Test func sitesThatCountNothingAreLeftOut() {
  #expect(outline(CallTree(symbolized(site(1002, 1001), site(1003, temporary: 1)))) == ["f1003 0/0/0/1"])
}

@Test func framesKnowTheirLinesAndImages() {
  let tree = CallTree(symbolized(site(2007, 1001, live: 1), site(5000, live: 1)))
  #expect(tree.frames.map(\.module) == ["module1.so", "module2.so", ""])
  #expect(
    tree.frames.map { "\($0.file):\($0.line)" } == ["/src/a.swift:1001", "/src/a.swift:2007", "/src/a.swift:5000"])
}

@Test func severalProcessesAreBelowFramesOfTheirOwn() {
  var tree = CallTree()
  for process in ["parent", "child"] {
    tree.add(symbolized(site(1001, live: 3)), below: [CallTree.Frame(function: process)])
  }
  #expect(outline(tree) == ["parent 0/0/0/0", " f1001 3/0/0/0", "child 0/0/0/0", " f1001 3/0/0/0"])
}

@Test func callersComeBeforeTheirCallees() {
  let tree = CallTree(symbolized(site(1003, 1002, 1001, live: 1), site(1001, 1003, live: 1), site(1002, 1001, live: 1)))
  #expect(tree.nodes.indices.dropFirst().allSatisfy { tree.nodes[$0].parent < $0 })
}
