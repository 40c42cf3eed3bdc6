import Reports
import Snapshots
import Testing

private func lines(_ report: LeakReport, frames: Int? = nil) -> [String] {
  report.rendered(frames: frames).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}

private let places = PathSpelling(folder: "/home/app")

@Test func leaksPrintInLeakSanitizersShape() {
  #expect(
    LeakReport(groups: [families]).rendered(paths: places) == """
      Leak: 3 objects, 208 B, retain cycle (×100)
        Catalog.Parent .children → _ContiguousArrayStorage<Child> [0] → Catalog.Child .parent → Catalog.Parent
        allocated at:
          #0 Catalog.makeFamily(_:) Sources/App/Family.swift:12
          #1 main Sources/App/main.swift:3

      SUMMARY: 100 leaks, 20800 B in 300 blocks
      """)
}

@Test func theLeakWithTheMostBytesInAllComesFirst() {
  let report = LeakReport(groups: [selfEdge, retainedByHand, families, longCycle])
  #expect(report.groups == [longCycle, families, retainedByHand, selfEdge])
}

@Test func leaksThatAreEqualInNumbersHaveAnOrder() {
  var other = selfEdge
  other.path[0].type = "App.Alarm"
  #expect(LeakReport(groups: [selfEdge, other]).groups == [other, selfEdge])
}

@Test func oneObjectIsOne() {
  #expect(
    lines(LeakReport(groups: [selfEdge])) == [
      "Leak: 1 object, 48 B, retain cycle", "  App.Player .onEnd → App.Player", "", "SUMMARY: 1 leak, 48 B in 1 block",
    ])
}

@Test func whatHangsOnALeakBesideItsPathIsTold() {
  #expect(
    lines(LeakReport(groups: [retainedByHand])).prefix(3) == [
      "Leak: 14 objects, 5000 B, unreferenced", "  App.Session .items → _ContiguousArrayStorage<App.Item>",
      "  and 12 more blocks: 8 × App.Item, 4 × Swift.__StringStorage, 4800 B",
    ])
}

@Test func theSizeOfWhatHangsOnALeakIsNotGuessed() {
  var group = retainedByHand
  group.path[1].bytes = nil
  #expect(
    lines(LeakReport(groups: [group]))[2] == "  and 12 more blocks: 8 × App.Item, 4 × Swift.__StringStorage")
}

@Test func manyTypesThatHangOnALeakHaveALineEach() {
  var group = retainedByHand
  group.objects = 2 + 8 * 20
  group.contents = (0..<8).map { HeapCensus.Row(type: "Application.TypeWithALongName\($0)", count: 20, bytes: 320) }
  #expect(
    lines(LeakReport(groups: [group]))[2..<9] == [
      "  and 160 more blocks, 4800 B:", "    20 × Application.TypeWithALongName0",
      "    20 × Application.TypeWithALongName1",
      "    20 × Application.TypeWithALongName2", "    20 × Application.TypeWithALongName3",
      "    20 × Application.TypeWithALongName4", "    60 × other types",
    ])
}

@Test func aLongCycleHasALineForEachStepAndMarksWhatIsNotStrong() {
  #expect(
    lines(LeakReport(groups: [longCycle])).prefix(8) == [
      "Leak: 7 objects, 1048576 B (1024 KiB), retain cycle (×2)", "  App.Coordinator",
      "    .screens → _DictionaryStorage<String, App.Screen>", "    [\"home\"] → App.Screen",
      "    .model → App.Model<Array<String>>", "    .delegate (unowned) → App.Relay",
      "    .handler → closure at Relay.swift:40", "    captured self → App.Coordinator (the first again)",
    ])
}

@Test func aRingOfManyObjectsIsOneLine() {
  var ring = selfEdge
  (ring.objects, ring.path) = (500, Array(repeating: HeapStep(type: "App.Node", property: ".next"), count: 500))
  #expect(
    lines(LeakReport(groups: [ring])).prefix(5) == [
      "Leak: 500 objects, 48 B, retain cycle", "  App.Node", "    .next → App.Node  (×499)",
      "    .next → App.Node (the first again)", "",
    ])
}

@Test func framesBeyondTheLimitAreCounted() {
  #expect(
    lines(LeakReport(groups: [families]), frames: 1)[2..<5] == [
      "  allocated at:", "    #0 Catalog.makeFamily(_:) /home/app/Sources/App/Family.swift:12",
      "    … and 1 outer frame",
    ])
}

@Test func aTracebackOfOnlySomeOfTheLeaksSaysSo() {
  var group = families
  group.occurrencesAtTraceback = 80
  #expect(lines(LeakReport(groups: [group]))[2] == "  allocated at (80 of 100):")
  group.occurrencesAtTraceback = 100
  #expect(lines(LeakReport(groups: [group]))[2] == "  allocated at:")
}

@Test func missingCallersAreSaidToBeMissing() {
  var group = selfEdge
  group.traceback = SourceTraceback(
    frames: [SourceFrame(function: "make", file: "libmake.so", line: 0)], isTruncated: true)
  #expect(
    lines(LeakReport(groups: [group]))[2..<5] == [
      "  allocated at:", "    #0 make libmake.so", "    … (outer callers are missing)",
    ])
}

@Test func whyNoLeakHasATracebackIsSaidOnce() {
  let report = LeakReport(
    groups: [selfEdge, retainedByHand], missingTracebacks: LeakReport.tracebacksNotRecorded)
  #expect(!report.description.contains("allocated at"))
  #expect(
    lines(report).suffix(2) == [
      "No tracebacks: allocations were recorded without tracebacks; run with MPROF_FRAMES=256, or call"
        + " AllocationTracer.start() first.",
      "SUMMARY: 2 leaks, 5048 B in 15 blocks",
    ])
}

@Test func theLeaksWithoutATracebackAreToldFromThoseThatHaveOne() {
  let report = LeakReport(groups: [selfEdge, families], missingTracebacks: "they are older")
  #expect(
    lines(report)[6...8] == [
      "Leak: 1 object, 48 B, retain cycle", "  App.Player .onEnd → App.Player", "  allocated at: not recorded",
    ])
  #expect(lines(report)[10] == "Some have no traceback: they are older.")
}

@Test func leaksBeyondTheLimitAreSummedUp() {
  let report = LeakReport(groups: [families, selfEdge, longCycle])
  #expect(
    report.rendered(limit: 1).hasSuffix(
      "\n\nand 101 more leaks: 20848 B in 301 blocks\n\nSUMMARY: 103 leaks, 2118000 B in 315 blocks"))
}

@Test func suppressedLeaksAreCountedApart() {
  let suppressed = LeakReport.Suppressed(leaks: 3, total: BlockTotal(blocks: 6, bytes: 144))
  #expect(lines(LeakReport(groups: [selfEdge], suppressed: suppressed))[3] == "Suppressed: 3 leaks, 144 B in 6 blocks")
  #expect(LeakReport(groups: [], suppressed: suppressed).isEmpty)
}

@Test func aReportWithoutLeaksIsOneLineThatSaysHowToReadIt() {
  let conservative = "detection is conservative: a stale pointer, on a stack for example, can hide one"
  #expect(LeakReport(groups: []).description == "SUMMARY: no leaks found; \(conservative)")
  #expect(
    LeakReport(groups: [], scope: .retainCycles).description == "SUMMARY: no retain cycles found; \(conservative)")
}
