import Snapshots
import Testing

@testable import Reports

private func process(_ id: Int = 7, end: LiveProcess.End = .running) -> LiveProcess {
  LiveProcess(id: id, command: "serve --port 80", startTime: .seconds(1000), end: end)
}

private let places = [
  LivePlace(
    frame: SourceFrame(function: "load(_:)", file: "/src/App/Catalog.swift", line: 12),
    live: BlockTotal(blocks: 20, bytes: 4096), growth: 1024, recent: 10, allocated: 40),
  LivePlace(
    frame: SourceFrame(function: "load(_:)", file: "/src/App/Catalog.swift", line: 14),
    live: BlockTotal(blocks: 1, bytes: 512), growth: -100, recent: 0, allocated: 500),
  LivePlace(
    frame: SourceFrame(function: "swift_slowAlloc", file: "libswiftCore.so", line: 0),
    live: BlockTotal(blocks: 2, bytes: 2048), growth: 2048, recent: 30, allocated: 40),
  LivePlace(frame: SourceFrame(function: "gone()", file: "/src/a.swift", line: 1), allocated: 9),
]

private func reading(
  at time: Int, live: Int = 6656, end: LiveProcess.End = .running, processes: [LiveProcess] = [],
  places: [LivePlace] = places
) -> LiveReading {
  LiveReading(
    process: process(end: end), processes: processes.isEmpty ? [process(end: end)] : processes, time: .seconds(time),
    totals: ProcessTotals(live: BlockTotal(blocks: 23, bytes: live), peakBytes: 8192),
    resident: end == .running ? 20 << 20 : nil, allocationsPerSecond: 40, elapsed: .seconds(1), places: places,
    markTime: .seconds(1060))
}

private func view(_ width: Int, _ height: Int, _ readings: LiveReading..., keys: String = "") -> LiveView {
  var view = LiveView()
  view.resize(width: width, height: height)
  for reading in readings { view.receive(reading) }
  for key in keys { _ = view.press(.character(key)) }
  return view
}

/// The screen without the blanks at the right.
private func text(_ lines: [StyledLine]) -> String {
  lines.map { line in String(line.text.reversed().drop { $0 == " " }.reversed()) + "\n" }.joined()
}

/// `#expect` takes no mutating calls.
private func expect<Value: Equatable>(
  _ value: Value, _ expected: Value, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(value == expected, sourceLocation: sourceLocation)
}

@Test func theScreenOfEightyColumns() {
  let screen = view(80, 14, reading(at: 1061, live: 3328), reading(at: 1062)).lines
  #expect(
    text(screen) == """
      serve --port 80 (7)                                             running 1:02 min
      live 6.5 KiB   peak 8.0 KiB   RSS 20.0 MiB   blocks 23   allocs/s 40
        6.5 KiB                                                                      █
                                                                                     █
                                                                                    ██
           live                                                                     ██
                1:10 min ago ───────────────────────────────────────────────────── now
        bytes▼    growth    blocks  allocs/s  line  (growth in 2 s)
       4.0 KiB  +1.0 KiB        20        10  /src/App/Catalog.swift:12
       2.0 KiB  +2.0 KiB         2        30  swift_slowAlloc (libswiftCore.so)
         512 B    -100 B         1            /src/App/Catalog.swift:14


      q quit  ? help  space mark  s sort  l f F line function file  p pause  c process

      """)
  #expect(screen.count == 14 && screen.allSatisfy { $0.width <= 80 })
}

@Test func aNarrowScreenKeepsWhatMattersMost() {
  #expect(
    text(view(40, 7, reading(at: 1062)).lines) == """
      serve --port 80 (7)     running 1:02 min
      live 6.5 KiB peak 8.0 KiB RSS 20.0 MiB
        bytes▼    growth  line
       4.0 KiB  +1.0 KiB  …/Catalog.swift:12
       2.0 KiB  +2.0 KiB  swift_slowAll…re.so)
         512 B    -100 B  …/Catalog.swift:14
      q quit  ? help  space mark  s sort

      """)
}

@Test func aWideScreenShowsFunctionsAndBothCurves() {
  let lines = text(view(160, 20, reading(at: 1062)).lines).split(separator: "\n")
  #expect(lines[2].hasSuffix("█") && lines[2].contains("  6.5 KiB  ") && lines[2].contains("20.0 MiB"))
  #expect(
    lines[8]
      == " 4.0 KiB  +1.0 KiB        20        10  /src/App/Catalog.swift:12                                    load(_:)"
  )
}

@Test(arguments: [(1, 1), (3, 2), (12, 3), (39, 13), (61, 14), (99, 29), (250, 60)])
func noLineIsWiderThanTheScreen(width: Int, height: Int) {
  for keys in ["", "f", "F", "?", "p"] {
    let lines = view(width, height, reading(at: 1061), reading(at: 1062), keys: keys).lines
    #expect(lines.count == height && lines.allSatisfy { $0.width <= width }, "\(width)×\(height) after \(keys)")
  }
}

@Test func placesAreAddedUpByFunctionAndFile() {
  #expect(view(80, 24, reading(at: 1062), keys: "f").rows.map(\.name) == ["load(_:)", "swift_slowAlloc"])
  #expect(view(80, 24, reading(at: 1062), keys: "f").rows.map(\.live.bytes) == [4608, 2048])
  #expect(view(80, 24, reading(at: 1062), keys: "F").rows.map(\.name) == ["/src/App/Catalog.swift", "libswiftCore.so"])
  #expect(view(80, 24, reading(at: 1062), keys: "Fl").rows.count == 3)
}

@Test func sKeySortsByBytesThenGrowthThenAllocations() {
  func first(_ keys: String) -> [Int] { view(80, 24, reading(at: 1062), keys: keys).rows.map(\.live.bytes) }
  #expect(first("") == [4096, 2048, 512])
  #expect(first("s") == [2048, 4096, 512])
  #expect(first("ss") == [2048, 4096, 512])
  #expect(first("sss") == [4096, 2048, 512])
  #expect(view(80, 24, reading(at: 1062), keys: "ss").sorting == .allocations)
}

@Test func scrollingEndsWithTheLastRow() {
  var view = view(80, 6, reading(at: 1062))
  for (key, first) in [(Key.down, 1), (.down, 1), (.up, 0), (.up, 0), (.end, 1), (.home, 0), (.pageDown, 1)] {
    expect(view.press(key), nil)
    #expect(view.firstRow == first, "after \(key)")
  }
}

@Test func aPausedViewStaysAndCatchesUp() {
  var paused = view(80, 24, reading(at: 1061, live: 1), keys: "p")
  paused.receive(reading(at: 1062, live: 2))
  #expect(paused.reading?.time == .seconds(1061))
  #expect(paused.lines[0].text.hasPrefix("PAUSED serve"))
  #expect(paused.history.samples.map(\.live) == [1, 2])
  _ = paused.press(.character("p"))
  #expect(paused.reading?.time == .seconds(1062))
}

@Test func keysAskTheReader() {
  var asking = view(80, 24, reading(at: 1062, processes: [process(5), process(6, end: .gone), process(7)]))
  expect(asking.press(.character(" ")), .mark)
  expect(asking.press(.enter), .mark)
  expect(asking.press(.character("c")), .process(5))
  expect(asking.press(.character("+")), .interval(.seconds(2)))
  expect(asking.press(.character("-")), .interval(.seconds(1)))
  expect(asking.press(.character("-")), .interval(.milliseconds(500)))
  expect(asking.press(.character("x")), nil)
  expect(asking.press(.character("q")), .quit)
}

@Test func anOddIntervalGoesOnToTheNextOfTheList() {
  var odd = LiveView(interval: .milliseconds(700))
  expect(odd.press(.character("-")), .interval(.milliseconds(500)))
  odd = LiveView(interval: .milliseconds(700))
  expect(odd.press(.character("+")), .interval(.seconds(1)))
  odd = LiveView(interval: .seconds(600))
  expect(odd.press(.character("+")), nil)
  expect(odd.press(.character("-")), .interval(.seconds(60)))
}

@Test func whenAllHaveEndedTheyAreShownInTurn() {
  var ended = view(80, 24, reading(at: 1062, end: .gone, processes: [process(5, end: .gone), process(7, end: .gone)]))
  expect(ended.press(.tab), .process(5))
  ended = view(80, 24, reading(at: 1062))
  expect(ended.press(.character("c")), nil)
}

@Test func anEndedProcessSaysSoAndKeepsItsLastState() {
  let ended = view(80, 24, reading(at: 1061), reading(at: 1090, end: .ended(.seconds(1062))))
  #expect(ended.lines[0].text.hasSuffix("ended after 1:02 min"))
  #expect(ended.lines[1].text == "live 6.5 KiB   peak 8.0 KiB   blocks 23")
  #expect(ended.history.samples.map(\.time) == [.seconds(1061)])
  #expect(ended.lines.contains { $0.text.hasSuffix("its end") })
  #expect(view(80, 24, reading(at: 1061, end: .gone)).lines[0].text.hasSuffix("has ended"))
}

@Test func theRecordingsTimelineIsTheGraphsBeginning() {
  var view = LiveView()
  let samples = [(1000, 5), (1001, 6), (1063, 9)].map {
    MemorySample(process: 7, time: .seconds($0), resident: 1, traced: $1)
  }
  view.receive(reading(at: 1062, live: 8), earlier: samples)
  #expect(view.history.samples.map(\.live) == [5, 6, 8])
}

@Test func anotherProcessHasAGraphOfItsOwn() {
  var view = view(80, 24, reading(at: 1061))
  var other = reading(at: 1062)
  other.process.startTime = .seconds(1061)
  view.receive(other)
  #expect(view.history.samples.count == 1)
}

@Test func readingsWithMorePlacesAreTheSameMoment() {
  var half = reading(at: 1061, places: [])
  (half.unnamed, half.tracebacks) = (2000, 3000)
  let first = view(80, 24, half)
  #expect(first.lines[23].text == "Looking up places: 1,000 of 3,000 tracebacks")
  #expect(view(80, 24, half, reading(at: 1061)).history.samples.count == 1)
}

@Test func aFailureStandsInPlaceOfTheKeys() {
  var failing = view(80, 24, reading(at: 1061))
  failing.notice = "py.mprof cannot be read: Stale file handle"
  #expect(failing.lines[23].text == "py.mprof cannot be read: Stale file handle")
}

@Test func whatWasNotRecordedIsShown() {
  var dropping = reading(at: 1061)
  dropping.totals.droppedBlocks = 3
  #expect(view(80, 24, dropping).lines[1].text.hasSuffix("   dropped 3"))
}

@Test func withoutATerminalEverythingIsPrintedOnceAndNothingCutOff() {
  #expect(
    view(20, 24, reading(at: 1062)).plainText(rows: 2) == """
      serve --port 80 (7), running 1:02 min
      live 6.5 KiB   peak 8.0 KiB   RSS 20.0 MiB   blocks 23   allocs/s 40

         bytes    blocks allocated  line
       4.0 KiB        20        40  /src/App/Catalog.swift:12
       2.0 KiB         2        40  swift_slowAlloc (libswiftCore.so)

      """)
}

@Test func columnsAreTheHighestOfTheirTimeAndRepeatWhereNothingWasRead() {
  var history = LiveHistory()
  for (time, live) in [(100, 1), (101, 5), (104, 2)] {
    history.add(LiveSample(time: .seconds(time), live: live))
  }
  let all = history.columns(6, atLeast: .seconds(1), \.live)
  #expect(all.values == [nil, 1, 5, 5, 5, 2])
  #expect(all.span == .seconds(6))
  // Two seconds a column: 100 and 101 are one.
  let half = history.columns(4, atLeast: .seconds(1), \.live)
  #expect(half.values == [nil, 5, 5, 2])
  #expect(LiveHistory().columns(4, atLeast: .seconds(1), \.live).values.isEmpty)
}

@Test func theGraphForgetsWhatIsLongAgo() {
  var history = LiveHistory()
  for time in 0..<2000 { history.add(LiveSample(time: .seconds(time), live: time)) }
  #expect(history.samples.count < 1300)
  #expect(history.columns(10, atLeast: .seconds(1), \.live).values.first == 1499)
}
