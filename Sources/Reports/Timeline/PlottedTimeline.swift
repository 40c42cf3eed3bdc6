/// What `TimelineChart` is made from.
import Snapshots

/// The timeline of one file, and what a plot says about it.
public struct PlottedTimeline: Hashable, Sendable {
  /// The file's name, to tell several apart.
  public var name: String
  /// When it began, as people write it; empty when that is not known.
  public var start: String
  /// What is drawn.
  public var timeline: Timeline
  /// Process → the name of its program, where that is known.
  public var programs: [Int: String]

  /// One file among those that are plotted.
  public init(name: String, start: String = "", timeline: Timeline, programs: [Int: String] = [:]) {
    self.name = name
    self.start = start
    self.timeline = timeline
    self.programs = programs
  }
}

/// What is asked of a plot.
public struct PlotOptions: Hashable, Sendable {
  /// nil for the command line.
  public var title: String?
  /// Seconds since the first sample; nil for all of them.
  public var window: ClosedRange<Double>?
  /// Whether functions are shown; those of several files never are.
  public var showsFunctions: Bool

  /// Everything there is, under the command line.
  public init(title: String? = nil, window: ClosedRange<Double>? = nil, showsFunctions: Bool = true) {
    self.title = title
    self.window = window
    self.showsFunctions = showsFunctions
  }
}

extension Timeline {
  /// The first moment that anything is known of: a plot's second 0.
  public var beginning: Duration? {
    [samples.first?.time, brackets.first?.entry].compactMap { $0 }.min()
  }

  /// The last moment that anything is known of.
  var end: Duration? {
    ([samples.last?.time].compactMap { $0 } + brackets.map { $0.exit ?? $0.entry }).max()
  }
}
