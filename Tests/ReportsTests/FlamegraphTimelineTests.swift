import Testing

@testable import Reports
@testable import Snapshots

private func process(_ id: Int, start: Int, end: Int? = nil, lostTables: Int = 0) -> RecordedProcess {
  RecordedProcess(
    processID: id, parentID: 1, program: "/bin/app", arguments: ["app", "-v"], startTime: .seconds(start),
    endTime: end.map { .seconds($0) }, snapshot: Snapshot(sites: [], maximumFrames: 1, creationTime: .zero),
    lostTables: lostTables)
}

private func sample(_ process: Int, _ milliseconds: Int, _ resident: Int, traced: Int? = nil) -> MemorySample {
  MemorySample(process: process, time: .milliseconds(milliseconds), resident: resident, traced: traced)
}

private func bracket(_ process: Int, _ name: String, _ entry: Int, _ exit: Int?, level: Int = 1) -> FunctionBracket {
  FunctionBracket(
    process: process, name: name, level: level, entry: .milliseconds(entry), exit: exit.map { .milliseconds($0) },
    residentAtEntry: 1, residentAtExit: nil)
}

/// The page's timeline of the first process.
private func converted(
  _ samples: [MemorySample], _ brackets: [FunctionBracket] = [], of processes: RecordedProcess..., columns: Int = 2000
) -> FlamegraphPage.Timeline {
  let recording = Recording(
    processes: processes, startTime: .zero, timeline: Timeline(samples: samples, brackets: brackets))
  return FlamegraphPage.Timeline(recording.timeline, of: processes[0], in: recording, columns: columns)
}

@Test func timesAreSecondsSinceTheProcessBegan() {
  let timeline = converted([sample(7, 1250, 10, traced: 4)], [bracket(7, "load", 1500, 3000)], of: process(7, start: 1))
  #expect(timeline.samples == [FlamegraphPage.Sample(seconds: 0.25, resident: 10, traced: 4)])
  #expect(timeline.brackets == [FlamegraphPage.Bracket(name: "load", start: 0.5, end: 2, level: 1)])
}

@Test func aTimelineIsOfOneProcess() {
  let samples = [sample(7, 1000, 1), sample(8, 1100, 2), sample(0, 1200, 3)]
  let timeline = converted(
    samples, [bracket(8, "other", 1000, 1100), bracket(7, "own", 1000, 1100)], of: process(7, start: 1),
    process(8, start: 1))
  #expect(timeline.samples.map(\.resident) == [1, 3])
  #expect(timeline.brackets.map(\.name) == ["own"])
}

@Test func whatThePredecessorAndSuccessorOfANumberDidIsLeftOut() {
  let samples = [500, 1000, 1999, 2000].map { sample(7, $0, $0) }
  let brackets = [bracket(7, "before", 900, 950), bracket(7, "own", 1000, 1500), bracket(7, "after", 2000, 2500)]
  let timeline = converted(samples, brackets, of: process(7, start: 1), process(7, start: 2), process(7, start: 0))
  #expect(timeline.samples.map(\.resident) == [1000, 1999])
  #expect(timeline.brackets.map(\.name) == ["own"])
}

@Test func aBracketThatWasNotClosedEndsWithTheProcess() {
  let open = [bracket(7, "serve", 1000, nil)]
  #expect(converted([sample(7, 2000, 1)], open, of: process(7, start: 1, end: 5)).brackets.map(\.end) == [4])
  #expect(converted([sample(7, 2000, 1)], open, of: process(7, start: 1)).brackets.map(\.end) == [1])
  #expect(converted([], open, of: process(7, start: 1)).brackets.map(\.end) == [0])
}

@Test func manySamplesAreThinnedToTheExtremesOfEachColumn() {
  // Ten columns of 100 samples; in each, one peak of either figure, one dip and a sample without traced bytes.
  let samples = (0..<1000).map { number -> MemorySample in
    switch number % 100 {
    case 30: sample(7, number, 900_000, traced: 500)
    case 40: sample(7, number, 500_000, traced: 900)
    case 60: sample(7, number, 1000, traced: 500)
    case 70: sample(7, number, 500_000, traced: nil)
    default: sample(7, number, 500_000 + number, traced: 500)
    }
  }
  let timeline = converted(samples, of: process(7, start: 0), columns: 10)
  #expect(timeline.samples.count <= 66)
  for column in 0..<9 {
    let kept = timeline.samples.map { Int(($0.seconds * 1000).rounded()) }.filter { $0 / 100 == column }.map {
      $0 % 100
    }
    #expect(Set([0, 30, 40, 60, 99]).isSubset(of: kept), "\(column): \(kept)")
  }
  #expect(timeline.samples.first?.seconds == 0 && timeline.samples.last?.seconds == 0.999)
  #expect(timeline.samples.map(\.seconds) == timeline.samples.map(\.seconds).sorted())
}

@Test func fewSamplesAreAllKept() {
  let samples = (0..<60).map { sample(7, $0, $0) }
  #expect(converted(samples, of: process(7, start: 0), columns: 10).samples.count == 60)
}

@Test func manyShortRunsOfAFunctionAreOneWhereNoGapCanBeSeen() {
  let runs = (0..<1000).map { bracket(7, "call", $0, $0, level: 2) }
  let others = [
    bracket(7, "call", 0, 10, level: 1), bracket(7, "late", 500, 1000), bracket(7, "call", 5000, 6000, level: 2),
  ]
  let brackets = converted([], runs + others, of: process(7, start: 0), columns: 600).brackets
  #expect(brackets.map(\.name) == ["call", "call", "late", "call"])
  #expect(brackets.filter { $0.level == 2 }.map(\.end) == [0.999, 6])
  #expect(converted([], runs + others, of: process(7, start: 0), columns: 2000).brackets.count == 1003)
}

@Test func aPageTellsOfItsProcess() {
  let timeline = Timeline(samples: [sample(7, 1000, 1)], droppedBrackets: 2)
  let recording = Recording(processes: [process(7, start: 1, lostTables: 1)], startTime: .zero, timeline: timeline)
  var page = FlamegraphPage(title: "app.mprof", tree: CallTree())
  page.add(recording.processes[0], of: recording)
  #expect(page.command == "app -v")
  #expect(page.timeline?.samples.count == 1)
  #expect(page.notes == ["A table of the recorder found no room: what was counted there is missing."])
  #expect(flamegraphData(of: page).contains("2 runs of functions are missing from the timeline: there was no room."))
}
