import Snapshots
import Testing

@testable import Reports

@Suite struct TimelineChartTests {
  @Test func theProgramsLineHasItsSamplesAndWhatItsFunctionsMeasured() {
    let chart = chartOf(samples: [(1, 0, 10), (1, 2, 30)], functions: [("f", 1, 0.5, 1, 20, 80)])
    #expect(chart.lines.map(\.label) == ["RSS"])
    #expect(chart.lines[0].points.map(\.bytes) == [10, 20, 80, 30])
    #expect(chart.peak == ChartPoint(seconds: 1, bytes: 80))
    #expect(chart.time == 0...2)
    #expect(chart.memory.contains(80) && chart.memory.lowerBound == 0)
  }

  @Test func childrenAreNamedByTheirPeaksAndTheRestIsCounted() {
    let samples = [(1, 0.0, 5)] + (2...21).map { ($0, 1.0, 10 * $0) }
    let chart = chartOf(samples: samples, programs: [21: "cc1"])
    #expect(chart.lines.map(\.label).prefix(3) == ["RSS", "cc1 (21)", "child 20"])
    #expect(chart.lines.count { !$0.label.isEmpty } == 9)
    #expect(chart.lines.count == 21)
    #expect(chart.unnamedLines == "12 more children, up to 130 B")
    #expect(chart.subtitle.hasSuffix("20 children"))
  }

  @Test func liveBytesAreALineOfTheirOwn() {
    var timeline = Timeline(mainProcess: 1)
    timeline.samples = [MemorySample(process: 1, time: .seconds(5), resident: 100, traced: 40)]
    let chart = TimelineChart([PlottedTimeline(name: "a", timeline: timeline)])
    #expect(chart.lines.map(\.kind) == [.resident, .traced])
    #expect(chart.lines[1].points == [ChartPoint(seconds: 0, bytes: 40)])
  }

  @Test func severalFilesBeginTogetherAndShowNoFunctions() {
    let first = plotted("a", samples: [(1, 10, 5), (1, 12, 7)], functions: [("f", 1, 10, 11, 5, 6)])
    let second = plotted("b", samples: [(1, 500, 9), (2, 501, 3)])
    let chart = TimelineChart([first, second])
    #expect(chart.lines.map(\.label) == ["a", "b", ""])
    #expect(chart.lines.map(\.points[0].seconds) == [0, 0, 1])
    #expect(chart.functions == [])
    #expect(chart.peak == nil)
    #expect(chart.title == "2 recordings")
  }

  @Test func aWindowCutsLinesAtItsEdges() {
    let chart = chartOf(
      samples: [(1, 0, 0), (1, 10, 100), (2, 0, 7)], functions: [("in", 1, 4, 9, 50, 0), ("out", 1, 8, 9, 0, 0)],
      options: PlotOptions(window: 2...5))
    #expect(chart.time == 2...5)
    #expect(chart.lines.map(\.label) == ["RSS"])
    #expect(chart.lines[0].points.map(\.seconds) == [2, 4, 5])
    #expect(chart.functions.map(\.name) == ["in"])
    #expect(chart.functions[0].runs[0].time == 4...5)
  }

  @Test func aWindowBesideTheRecordingSaysSo() {
    let chart = chartOf(samples: [(1, 0, 1), (1, 3, 1)], options: PlotOptions(window: 7...8))
    #expect(chart.lines == [])
    #expect(chart.subtitle == "No samples between 7.0 and 8.0 seconds: there are 3.00 s in all.")
  }

  @Test func withoutSamplesTheChartSaysWhy() {
    let chart = chartOf(samples: [])
    #expect(chart.subtitle == "No samples: the program ended before the first was taken.")
    #expect(
      chart.drawing().shapes.contains {
        $0.form == .text(chart.subtitle, at: Position(20, 51), size: 12.5, .start, isBold: false)
      })
  }

  @Test func aNarrowBandFarAboveZeroIsEnlarged() {
    #expect(chartOf(samples: [(1, 0, 1_000_000), (1, 1, 1_010_000)]).memory.lowerBound > 990_000)
    #expect(chartOf(samples: [(1, 0, 500_000), (1, 1, 1_000_000)]).memory.lowerBound == 0)
  }
}

@Suite struct ChartFunctionTests {
  @Test func runsOfAFunctionAreOneRowWithTheirSums() throws {
    let chart = chartOf(
      samples: [(1, 0, 1), (1, 10, 1)],
      functions: [("f", 1, 1, 4, 10, 30), ("f", 2, 2, 3, 15, 25), ("f", 1, 6, 7, 30, 25)])
    let function = try #require(chart.functions.first)
    #expect(chart.functions.count == 1)
    #expect(function.calls == 3)
    // A recursive run is within another one: neither its time nor its growth is counted again.
    #expect(function.seconds == 4)
    #expect(function.growth == 15)
  }

  @Test func theMostRelevantFunctionsAreShownAndTheRestIsCounted() {
    let short = (0..<40).map { ("short\($0)", 1, Double($0) / 10, Double($0) / 10 + 0.001, 10, 10) }
    let chart = chartOf(
      samples: [(1, 0, 1), (1, 10, 1)], functions: short + [("long", 1, 5, 9, 10, 10), ("grows", 1, 9.5, 9.6, 10, 900)])
    #expect(chart.functions.count == 12)
    #expect(chart.functions.map(\.name).suffix(2) == ["long", "grows"])
    #expect(Set(chart.functions.map(\.color)).count == 12)
    #expect(chart.unshownFunctions == "30 more functions")
  }

  @Test func aFunctionThatHasNotReturnedRunsToTheEnd() throws {
    var file = plotted("a", samples: [(1, 0, 10), (1, 8, 50)])
    file.timeline.brackets = [
      FunctionBracket(
        process: 1, name: "f", level: 1, entry: .seconds(2), exit: nil, residentAtEntry: 20, residentAtExit: nil)
    ]
    file.timeline.droppedBrackets = 1234
    let chart = TimelineChart([file])
    let run = try #require(chart.functions.first?.runs.first)
    #expect(run.time == 2...8)
    #expect(run.isOpen)
    #expect(chart.functions[0].growth == 30)
    #expect(chart.unshownFunctions == "1,234 runs were not recorded")
  }

  @Test func namesAreShortAsLongAsTheyDiffer() {
    #expect(
      shortNames(of: ["App.A.load(_:)", "App.B.load(_:)", "App.B.f(Swift.Int) -> Swift.Int", "main", "x.x", "x.x"])
        == ["A.load(_:)", "B.load(_:)", "f(Swift.Int) -> Swift.Int", "main", "x.x", "x.x"])
  }
}
