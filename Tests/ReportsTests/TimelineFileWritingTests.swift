import Reports
import Snapshots
import Testing

private let start = Duration.seconds(1_795_224_774)

/// A program with a child, a function that returned, one that had not, and one of the child.
private let timeline = Timeline(
  command: "./app --import\nbig.json", mainProcess: 7,
  samples: [
    MemorySample(process: 7, time: start + .microseconds(185_950), resident: 76_410_880, traced: 1000),
    MemorySample(process: 9, time: start + .microseconds(999_960), resident: 4096),
    MemorySample(process: 7, time: start + .seconds(2), resident: 1 << 20),
  ],
  brackets: [
    FunctionBracket(
      process: 7, name: "load(_:)", level: 1, entry: start + .milliseconds(301), exit: start + .milliseconds(557),
      residentAtEntry: 3 << 19, residentAtExit: 1 << 21, calls: 3),
    FunctionBracket(
      process: 7, name: "Index<Int, [String]>.add (in App)", level: 2, entry: start + .seconds(1), exit: nil,
      residentAtEntry: 1 << 19, residentAtExit: nil),
    FunctionBracket(
      process: 9, name: "child", level: 1, entry: start, exit: start, residentAtEntry: 0, residentAtExit: 0),
  ])

@Test func aTimelineIsWrittenAsMemoryProfilerWritesIt() {
  #expect(
    text(timeline.datFile()) == """
      CMDLINE ./app --import big.json
      MEM 72.871094 1795224774.1860
      CHLD 9 0.003906 1795224775.0000
      MEM 1.000000 1795224776.0000
      FUNC load(_:) 1.5000 1795224774.3010 2.0000 1795224774.5570 1
      FUNC Index<Int,[String]>.add_(in_App) 0.5000 1795224775.0000 1.0000 1795224776.0000 2

      """)
}

@Test func theCommandLineIsFollowedByABlankAlsoWhenItIsEmpty() {
  #expect(text(Timeline().datFile()) == "CMDLINE \n")
}

@Test func whatIsWrittenIsReadBackToTheDigitsOfTheFile() throws {
  var bytes = timeline.datFile()
  let read = try bytes.withUnsafeMutableBytes { try TimelineFile(decoding: UnsafeRawBufferPointer($0), path: "x.dat") }
  #expect(read.firstDamagedLine == nil)
  #expect(read.timeline.samples.map(\.process) == [0, 9, 0])
  #expect(read.timeline.samples.map(\.resident) == [76_410_880, 4096, 1 << 20])
  #expect(read.timeline.brackets.map(\.name) == ["load(_:)", "Index<Int,[String]>.add_(in_App)"])
  var again = read.timeline
  again.command = timeline.command
  // All but the child's process, which the file has, and the main one's, which it has not.
  #expect(text(again.datFile()) == text(bytes))
}

@Test(arguments: [
  ("load(_:)", "load(_:)"), ("f<A, B>(_:)", "f<A,B>(_:)"), ("closure #1 in f", "closure_#1_in_f"),
  ("a,\t b\nc", "a,b_c"),
  ("", "_"),
]) func aNameInAFileHoldsNoBlank(function: String, name: String) {
  #expect(Timeline.datName(of: function) == name)
}
