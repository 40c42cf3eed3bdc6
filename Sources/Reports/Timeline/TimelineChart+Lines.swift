/// Which lines a file has.
import Snapshots

extension TimelineChart {
  /// More children than these have no colour of their own.
  static let mostNamedChildren = 8

  /// All lines of the only file: RSS, live bytes, and a line a child, those with the highest peaks by name.
  static func lines(of file: PlottedTimeline, from beginning: Duration, in window: ClosedRange<Double>) -> [ChartLine] {
    let timeline = file.timeline
    let children = children(of: file, from: beginning, in: window) { process, rank in
      guard rank < mostNamedChildren else { return ("", .muted) }
      let program = file.programs[process]
      return (program.map { "\($0) (\(process))" } ?? "child \(process)", .palette(rank))
    }
    return [
      ChartLine(.resident, label: "RSS", color: .resident, points: residentPoints(of: timeline, from: beginning)),
      ChartLine(.traced, label: "live blocks", color: .traced, points: tracedPoints(of: timeline, from: beginning)),
    ].compactMap { $0?.clipped(to: window) } + children
  }

  /// All lines of one of several files: RSS by the file's name, the others without one.
  static func lines(
    of file: PlottedTimeline, from beginning: Duration, in window: ClosedRange<Double>, number: Int
  ) -> [ChartLine] {
    let color = number == 0 ? PlotColor.resident : number == 1 ? .traced : .palette(number - 2)
    let resident = ChartLine(
      .resident, label: file.name, color: color, points: residentPoints(of: file.timeline, from: beginning))
    let children = children(of: file, from: beginning, in: window) { _, _ in ("", .muted) }
    return [resident].compactMap { $0?.clipped(to: window) } + children
  }

  /// With what memory_profiler measured when functions began and ended, as its own plot has it.
  private static func residentPoints(of timeline: Timeline, from beginning: Duration) -> [ChartPoint] {
    var points = timeline.samples.filter { $0.process == timeline.mainProcess }
      .map { ChartPoint(seconds: ($0.time - beginning).seconds, bytes: Double($0.resident)) }
    let samples = points.count
    for bracket in timeline.brackets where bracket.process == timeline.mainProcess {
      points.append(ChartPoint(seconds: (bracket.entry - beginning).seconds, bytes: Double(bracket.residentAtEntry)))
      if let exit = bracket.exit, let resident = bracket.residentAtExit {
        points.append(ChartPoint(seconds: (exit - beginning).seconds, bytes: Double(resident)))
      }
    }
    if points.count > samples { points.sort { $0.seconds < $1.seconds } }
    return points
  }

  private static func tracedPoints(of timeline: Timeline, from beginning: Duration) -> [ChartPoint] {
    timeline.samples.filter { $0.process == timeline.mainProcess }.compactMap { sample in
      sample.traced.map { ChartPoint(seconds: (sample.time - beginning).seconds, bytes: Double($0)) }
    }
  }

  /// Those with the highest peaks first; `style` gives the label and the colour by process and rank.
  private static func children(
    of file: PlottedTimeline, from beginning: Duration, in window: ClosedRange<Double>,
    style: (Int, Int) -> (String, PlotColor)
  ) -> [ChartLine] {
    var points: [Int: [ChartPoint]] = [:]
    for sample in file.timeline.samples where sample.process != file.timeline.mainProcess {
      points[sample.process, default: []].append(
        ChartPoint(seconds: (sample.time - beginning).seconds, bytes: Double(sample.resident)))
    }
    let lines = points.compactMap { process, points in
      ChartLine(.child, label: "", color: .muted, points: points)?.clipped(to: window).map {
        (process: process, line: $0)
      }
    }
    let ranked = lines.sorted { ($1.line.highest.bytes, $0.process) < ($0.line.highest.bytes, $1.process) }
    return ranked.enumerated().map { rank, child in
      var line = child.line
      (line.label, line.color) = style(child.process, rank)
      return line
    }
  }
}
