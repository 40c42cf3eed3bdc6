import Reports
import Snapshots
import Testing

private func sample(_ process: Int, _ seconds: Int, _ mebibytes: Double, traced: Int? = nil) -> MemorySample {
  MemorySample(process: process, time: .seconds(seconds), resident: Int(mebibytes * 1_048_576), traced: traced)
}

private let timeline = Timeline(
  mainProcess: 1,
  samples: [
    sample(1, 0, 10), sample(1, 1, 52.359375, traced: 1 << 20), sample(30, 1, 60), sample(20, 2, 3),
    sample(1, 3, 20, traced: 2 << 20), sample(30, 4, 70.5),
  ],
  brackets: [
    FunctionBracket(
      process: 1, name: "f (in App)", level: 1, entry: .seconds(2), exit: nil, residentAtEntry: 1 << 40,
      residentAtExit: nil)
  ])

@Test func thePeakIsPrintedAsMemoryProfilerPrintsIt() {
  #expect(
    Timeline(
      mainProcess: 1,
      samples: timeline.samples.map { MemorySample(process: $0.process, time: $0.time, resident: $0.resident) }
    )
    .peakText(of: "a.dat") == "a.dat\t52.359 MiB\n  Child 30\t\t\t70.500 MiB\n  Child 20\t\t\t3.000 MiB\n")
}

@Test func liveBlocksHaveALineWhereTheyAreKnown() {
  let children = "  Child 30\t\t\t70.500 MiB\n  Child 20\t\t\t3.000 MiB\n"
  #expect(timeline.peakText(of: "a") == "a\t52.359 MiB\n  Live blocks\t\t\t2.000 MiB\n" + children)
  // Counted at every allocation, it is higher than any sample.
  #expect(
    timeline.peakText(of: "a", tracedPeak: 5 << 20) == "a\t52.359 MiB\n  Live blocks\t\t\t5.000 MiB\n" + children)
}

@Test func thePeakOfAFunctionIsThatWhileItRan() {
  #expect(
    timeline.peakText(of: "a", during: "f (in App)", tracedPeak: 5 << 20).hasPrefix(
      "a\t20.000 MiB\n  Live blocks\t\t\t2.000 MiB\n"))
  #expect(timeline.peakText(of: "a", during: "f_(in_App)").hasPrefix("a\t20.000 MiB\n"))
  #expect(timeline.peakText(of: "a", during: "g") == "a\tNaN MiB\n")
}

@Test func withoutSamplesThereIsNoPeak() {
  #expect(Timeline().peakText(of: "a") == "a\tNaN MiB\n")
  #expect(Timeline().peakText(of: "a", tracedPeak: 1 << 20) == "a\tNaN MiB\n  Live blocks\t\t\t1.000 MiB\n")
}
