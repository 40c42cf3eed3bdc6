// Timelines for the tests of charts.

import Reports
import Snapshots

/// Samples by process, second and bytes; functions by name, level, seconds from and to, bytes from and to. The main process
/// is 1.
func plotted(
  _ name: String, samples: [(Int, Double, Int)], functions: [(String, Int, Double, Double, Int, Int)] = [],
  programs: [Int: String] = [:]
) -> PlottedTimeline {
  PlottedTimeline(
    name: name,
    timeline: Timeline(
      mainProcess: 1, samples: samples.map { MemorySample(process: $0.0, time: .seconds($0.1), resident: $0.2) },
      brackets: functions.map { function in
        FunctionBracket(
          process: 1, name: function.0, level: function.1, entry: .seconds(function.2), exit: .seconds(function.3),
          residentAtEntry: function.4, residentAtExit: function.5)
      }), programs: programs)
}

func chartOf(
  samples: [(Int, Double, Int)], functions: [(String, Int, Double, Double, Int, Int)] = [],
  programs: [Int: String] = [:],
  options: PlotOptions = PlotOptions()
) -> TimelineChart {
  TimelineChart([plotted("a", samples: samples, functions: functions, programs: programs)], options: options)
}
