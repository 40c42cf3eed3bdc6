/// The functions of a chart: brackets grouped by name.
import Snapshots

/// A function and its runs.
public struct ChartFunction: Hashable, Sendable {
  /// One run, or several that followed each other closely.
  public struct Run: Hashable, Sendable {
    /// Seconds since the chart's second 0.
    public var time: ClosedRange<Double>
    /// Whether it had not returned; its end is the timeline's then.
    public var isOpen: Bool
    /// RSS at its start.
    public var entry: Double
    /// RSS at its end.
    public var exit: Double
    public var calls: Int
    public var level: Int
    /// Whether the program that was started ran it, and not a child.
    public var isMain: Bool
  }

  public var name: String
  /// As much of the end of the name as tells it from the others that are shown.
  public var shortName: String
  public var color: PlotColor
  /// Ascending by start.
  public var runs: [Run]
  public var calls: Int
  /// During which it ran, recursive runs counted once.
  public var seconds: Double
  /// The sum of RSS at the end minus RSS at the start of its runs, recursive ones left out.
  public var growth: Double

  /// - Parameter runs: at least one; ascending by start.
  init(name: String, runs: [Run]) {
    (self.name, shortName, self.runs, color) = (name, name, runs, .muted)
    (calls, seconds, growth) = (0, 0, 0)
    var covered = -Double.infinity
    for run in runs {
      calls += run.calls
      seconds += max(0, run.time.upperBound - max(run.time.lowerBound, covered))
      if run.time.lowerBound >= covered { growth += run.exit - run.entry }
      covered = max(covered, run.time.upperBound)
    }
  }
}

extension [ChartFunction] {
  /// More rows than these are no picture any more.
  static var mostShown: Int { 12 }

  /// The functions of a timeline, ascending by first run and level.
  init(_ timeline: Timeline, from beginning: Duration, window: ClosedRange<Double>) {
    let end = timeline.end ?? beginning
    let resident = timeline.samples.last { $0.process == timeline.mainProcess }?.resident
    var runs: [String: [ChartFunction.Run]] = [:]
    for bracket in timeline.brackets {
      let start = (bracket.entry - beginning).seconds
      let time = start...Swift.max(start, ((bracket.exit ?? end) - beginning).seconds)
      guard time.overlaps(window) else { continue }
      runs[bracket.name, default: []].append(
        ChartFunction.Run(
          time: time.clamped(to: window), isOpen: bracket.exit == nil, entry: Double(bracket.residentAtEntry),
          exit: Double(bracket.residentAtExit ?? resident ?? bracket.residentAtEntry), calls: bracket.calls,
          level: bracket.level, isMain: bracket.process == timeline.mainProcess))
    }
    self = runs.map { ChartFunction(name: $0, runs: $1) }
    sort {
      ($0.runs[0].time.lowerBound, $0.runs[0].level, $0.name) < ($1.runs[0].time.lowerBound, $1.runs[0].level, $1.name)
    }
  }

  /// The functions that say the most, in their order, each with a colour of its own: those that took the largest share of the
  /// time, or that memory grew or shrank by most in.
  func mostRelevant(of span: Double) -> [ChartFunction] {
    let largest = Swift.max(1, map { $0.growth.magnitude }.max() ?? 0)
    func relevance(_ function: ChartFunction) -> Double {
      function.seconds / Swift.max(span, 1e-9) + function.growth.magnitude / largest
    }
    let ranked = indices.sorted { relevance(self[$0]) > relevance(self[$1]) }
    var shown = ranked.prefix(Self.mostShown).sorted().map { self[$0] }
    let names = shortNames(of: shown.map(\.name))
    for index in shown.indices { (shown[index].color, shown[index].shortName) = (.palette(index), names[index]) }
    return shown
  }
}
