import Snapshots
import Testing

private func file(_ text: String) throws -> TimelineFile {
  try Array(text.utf8).withUnsafeBytes { try TimelineFile(decoding: $0, path: "x.dat") }
}

@Suite struct TimelineFileTests {
  @Test func everyKindOfLineIsRead() throws {
    let timeline = try file(
      """
      CMDLINE ./app --import 'big file.json'
      MEM 0.500000 100.2500
      CHLD 12882 2.000000 100.5000
      FUNC App.Catalog.load 0.5000 100.3000 1.0000 100.4000 2

      """
    ).timeline
    #expect(timeline.command == "./app --import 'big file.json'")
    #expect(
      timeline.samples == [
        MemorySample(process: 0, time: .milliseconds(100_250), resident: 1 << 19),
        MemorySample(process: 12882, time: .milliseconds(100_500), resident: 1 << 21),
      ])
    let bracket = try #require(timeline.brackets.first)
    #expect(bracket.name == "App.Catalog.load")
    #expect((bracket.residentAtEntry, bracket.residentAtExit) == (1 << 19, 1 << 20))
    #expect((bracket.level, bracket.calls, bracket.process) == (2, 1, 0))
    #expect(bracket.exit.map { $0 - bracket.entry } == .seconds(100.4) - .seconds(100.3))
  }

  @Test func samplesAndBracketsBecomeAscendingWhateverTheirOrder() throws {
    let timeline = try file(
      "MEM 3 30\nFUNC b 1 20 1 21 1\nMEM 1 10\nFUNC a 1 5 1 30 1\nCMDLINE late\nMEM 2 20\n"
    ).timeline
    #expect(timeline.samples.map(\.resident) == [1 << 20, 2 << 20, 3 << 20])
    #expect(timeline.brackets.map(\.name) == ["a", "b"])
    #expect(timeline.command == "late")
  }

  @Test func scientificNumbersAreRead() throws {
    let sample = try #require(try file("MEM 1.5e1 1.7952247741859e9\n").timeline.samples.first)
    #expect(sample.resident == 15 << 20)
    #expect(sample.time == .seconds(1_795_224_774.1859))
  }

  @Test func damagedLinesAreLeftOutAndCounted() throws {
    let lines = [
      "MEM 1 10", "MEM", "MEM x 10", "MEM -1 10", "MEM nan 10", "MEM inf 10", "MEM 1 -10", "MEM 1e300 10", "CHLD a 1 1",
      "CHLD 1 1", "FUNC f 1 2 3", "FUNC f 1 20 1 10 1", "FUNC f 1 1 1 1 99999999999999999999", "FUNC f 1 1 1 1 -1",
      "EM 1 1",
      "MEM 1 1 1", "", "MEM 2 20\r", "MEM 3 3",
    ]
    let file = try file(lines.joined(separator: "\n"))
    #expect(file.timeline.samples.map(\.resident) == [3 << 20, 1 << 20, 2 << 20])
    #expect(file.timeline.brackets == [])
    #expect(file.firstDamagedLine == 2)
    #expect(file.damagedLines == 15)
  }

  @Test func levelsCountFromOneAlsoWhereTheFileCountsFromZero() throws {
    let text = "FUNC outer 1 1 1 9 0\nFUNC inner 1 2 1 3 1\n"
    #expect(try file(text).timeline.brackets.map(\.level) == [1, 2])
    #expect(try file("FUNC outer 1 1 1 9 1\nFUNC inner 1 2 1 3 2\n").timeline.brackets.map(\.level) == [1, 2])
  }

  @Test func aFunctionWithoutALevelOrWithBlanksInItsNameIsRead() throws {
    #expect(try file("FUNC f 1 1 1 2\n").timeline.brackets.map(\.name) == ["f"])
    #expect(try file("FUNC closure in f 1 1 1 2 1\n").timeline.brackets.map(\.name) == ["closure in f"])
  }

  @Test func aCommandLineAloneIsATimelineWithoutSamples() throws {
    #expect(try file("CMDLINE \n").timeline == Timeline())
  }

  @Test func whatIsNoTimelineIsRefusedWithALine() {
    #expect(throws: TimelineFileError.notATimeline(path: "x.dat", line: 2)) { try file("\nimport Snapshots\nMEM\n") }
    #expect(throws: TimelineFileError.notATimeline(path: "x.dat", line: nil)) { try file("") }
    #expect(
      TimelineFileError.notATimeline(path: "x.dat", line: 2).description
        == "x.dat is not a timeline, its line 2 begins with none of CMDLINE, MEM, CHLD and FUNC or lacks what should follow: "
        + "choose a file that mprof wrote")
  }

  @Test func bytesThatAreNoTextAreOneDamagedLine() throws {
    #expect(throws: TimelineFileError.notATimeline(path: "x.dat", line: 1)) { try file("\u{0}\u{1}MEM 1 1\u{FFFD}") }
  }
}
