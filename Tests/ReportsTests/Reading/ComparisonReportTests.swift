import Reports
import Snapshots
import Testing

@Test func whatIsLiveAtExitIsListedByTraceback() {
  #expect(
    LiveBlocksReport(run, hasEnded: true).rendered(paths: PathSpelling(folder: "/app")) == """
      Live at exit: 1 block, 616 B
        allocated at:
          #0 main main.c:40

      Live at exit: 1 block, 100 B
        allocated at:
          #0 parse parse.c:7
          #1 load main.c:30
          #2 main main.c:40

      SUMMARY: live at exit: 716 B in 2 blocks from 2 tracebacks
      A block that is live at exit need not be a leak: what a program keeps until it ends counts, too.

      """)
}

@Test func liveBlocksThatAreNotShownAreAddedUp() {
  let text = LiveBlocksReport(run, hasEnded: true, limit: 1).rendered(frames: 1)
  #expect(lines(text)[4] == "and 1 more tracebacks: 1 block, 100 B")
  let deep = symbolized([site(.parse, .load, .main, live: total(1, 1), total: total(1, 1))])
  #expect(lines(LiveBlocksReport(deep, hasEnded: true).rendered(frames: 1))[3] == "    … and 2 outer frames")
  let cut = symbolized([site(.parse, live: total(1, 20_000), total: total(1, 20_000), truncated: true)])
  let rows = lines(LiveBlocksReport(cut, hasEnded: true).rendered())
  #expect(rows[0] == "Live at exit: 1 block, 20000 B (19.5 KiB)" && rows[3] == "    … (outer callers are missing)")
}

@Test func aProcessThatDidNotEndHasNothingLiveAtExit() {
  let text = LiveBlocksReport(run, hasEnded: false).rendered()
  #expect(text.hasPrefix("Live at the end: ") && text.contains("SUMMARY: live at the end: 716 B"))
  #expect(text.hasSuffix("The process was not seen to end: what it was still using counts, too.\n"))
  #expect(LiveBlocksReport(symbolized([]), hasEnded: true).rendered() == "SUMMARY: nothing was live at exit\n")
}

private let later = symbolized([
  site(.parse, .load, .main, peak: total(5, 20_480), total: total(1, 1)),
  site(.main, peak: total(1, 616), total: total(1, 1)),
  site(.qsort, peak: total(1, 48), total: total(1, 48)),
])

private func difference(by grouping: PlaceGrouping = .line, limit: Int? = nil, cumulative: Bool = false)
  -> DifferenceReport
{
  DifferenceReport(
    from: run, to: later, by: grouping, cumulative: cumulative, of: .peak, limit: limit,
    paths: PathSpelling(folder: "/app"))
}

@Test func changesAreTracemallocsLinesAfterTheTotals() {
  #expect(
    difference().rendered() == """
      live at the peak: size=20.6 KiB (+1144 B), count=7 (+0), average=3021 B

      parse.c:7: size=20.0 KiB (+4096 B), count=5 (+1), average=4096 B
      parse.c:9: size=0 B (-3000 B), count=0 (-2)
      qsort (libc.so.6): size=48 B (+48 B), count=1 (+1), average=48 B

      """)
}

@Test func changesThatAreNotShownAreAddedUp() {
  #expect(lines(difference(limit: 1).rendered())[3] == "and 2 more: -2952 B in -1 blocks")
  #expect(lines(difference(limit: 1, cumulative: true).rendered())[3] == "and 4 more")
}

@Test func growthIsThatOfTheTotalsWhateverTheGrouping() {
  for grouping in PlaceGrouping.allCases { #expect(difference(by: grouping, limit: 0).growth == 1144) }
  #expect(difference(cumulative: true).growth == 1144)
  #expect(difference().growthText == "1144 B")
}

@Test func functionsAndFilesAreCompared() {
  #expect(
    lines(difference(by: .function).rendered()).dropFirst(2).dropLast() == [
      "parse: size=20.0 KiB (+1096 B), count=5 (-1), average=4096 B",
      "qsort: size=48 B (+48 B), count=1 (+1), average=48 B",
    ])
  #expect(difference(by: .file).differences.map { "\($0.group)" } == ["parse.c:0", "libc.so.6:0"])
}

@Test func tracebacksAreComparedWithTheirCallers() {
  #expect(
    lines(difference(by: .traceback, limit: 1).rendered()).dropFirst(2).dropLast(2) == [
      "parse.c:7: size=20.0 KiB (+4096 B), count=5 (+1), average=4096 B", "    parse parse.c:7", "    load main.c:30",
      "    main main.c:40",
    ])
}

@Test func sameRunsDoNotDiffer() {
  let report = DifferenceReport(from: run, to: run, of: .total)
  #expect(report.differences.isEmpty && report.growth == 0)
  #expect(lines(report.rendered())[2] == "Nothing changed.")
}

@Test func pathsBelowTheWorkingFolderAreShort() {
  let paths = PathSpelling(folder: "/home/me/app")
  #expect(paths.short("/home/me/app/Sources/a.swift") == "Sources/a.swift")
  #expect(paths.short("/home/me/apple/a.swift") == "/home/me/apple/a.swift")
  #expect(PathSpelling(folder: "/").short("/a.c") == "/a.c")
  let long = "/build/of/somebody/else/project/Sources/deep/a.swift"
  #expect(paths.short(long) == long && paths.abbreviated.short(long) == "…/Sources/deep/a.swift")
  #expect(paths.abbreviated.short("/usr/include/stdio.h") == "/usr/include/stdio.h")
}
