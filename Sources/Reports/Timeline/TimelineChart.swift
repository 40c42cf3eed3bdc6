/// What a plot of memory over time shows, before anybody asks how large it is: pictures and terminals are drawn from it.
import Snapshots

/// Lines, functions and the peak of one recording, or of several laid over one another.
public struct TimelineChart: Hashable, Sendable {
  /// The command line, or what was asked for.
  public var title: String
  /// When, how long, how much; a sentence where there is nothing to show.
  public var subtitle: String
  /// In the order of the legend; those without a label after the others.
  public var lines: [ChartLine]
  /// The lines without a label, in words; empty when all have one.
  public var unnamedLines: String
  /// The functions that are shown.
  public var functions: [ChartFunction]
  /// What of the functions is not shown, in words; empty when all of them are.
  public var unshownFunctions: String
  /// Of the program that was started; nil with several files, whose peaks are in the legend, and without samples.
  public var peak: ChartPoint?
  /// Seconds since the first sample.
  public var time: ClosedRange<Double>
  /// Bytes.
  public var memory: ClosedRange<Double>

  /// A chart of at least one file.
  public init(_ files: [PlottedTimeline], options: PlotOptions = PlotOptions()) {
    let window = options.window ?? 0...(.infinity)
    let beginnings = files.map { $0.timeline.beginning ?? .zero }
    let isAlone = files.count == 1
    let visible =
      isAlone
      ? Self.lines(of: files[0], from: beginnings[0], in: window)
      : zip(files, beginnings).enumerated().flatMap { Self.lines(of: $1.0, from: $1.1, in: window, number: $0) }
    lines = visible.filter { !$0.label.isEmpty } + visible.filter { $0.label.isEmpty }
    unnamedLines = Self.words(forUnnamed: visible.filter { $0.label.isEmpty }, isRest: isAlone)
    var functions: [ChartFunction] = []
    if isAlone && options.showsFunctions {
      functions = Array(files[0].timeline, from: beginnings[0], window: window)
    }
    time = options.window ?? Self.span(of: visible, functions)
    memory = Self.span(of: visible)
    self.functions = functions.mostRelevant(of: time.upperBound - time.lowerBound)
    unshownFunctions = Self.words(
      forUnshown: functions.count - self.functions.count, droppedRuns: isAlone ? files[0].timeline.droppedBrackets : 0)
    peak = isAlone ? visible.first { $0.kind == .resident }?.highest : nil
    title = options.title ?? (isAlone ? files[0].timeline.command : "")
    subtitle = ""
    if title.isEmpty { title = isAlone ? files[0].name : "\(files.count) recordings" }
    subtitle = visible.isEmpty ? Self.sentence(forNoneOf: files, options) : words(about: files)
  }

  private func words(about files: [PlottedTimeline]) -> String {
    let children = Set(
      files.flatMap { file in file.timeline.samples.map(\.process).filter { $0 != file.timeline.mainProcess } })
    var parts = files.count == 1 ? [files[0].start] : []
    let end = lines.map { $0.points.last!.seconds }.max() ?? 0
    parts.append(lines.allSatisfy { $0.points.count == 1 } ? "one sample" : durationText(end - max(0, time.lowerBound)))
    if let peak { parts.append("peak \(memoryText(peak.bytes)) at \(durationText(peak.seconds))") }
    if !children.isEmpty { parts.append(children.count == 1 ? "1 child" : "\(children.count) children") }
    return parts.filter { !$0.isEmpty }.joined(separator: "  ·  ")
  }

  private static func sentence(forNoneOf files: [PlottedTimeline], _ options: PlotOptions) -> String {
    let timelines = files.map(\.timeline).filter { !$0.samples.isEmpty }
    guard let window = options.window, !timelines.isEmpty else {
      return "No samples: the program ended before the first was taken."
    }
    let end = timelines.map { ($0.end! - $0.beginning!).seconds }.max()!
    return
      "No samples between \(window.lowerBound) and \(window.upperBound) seconds: there are \(durationText(end)) in all."
  }

  private static func words(forUnnamed lines: [ChartLine], isRest: Bool) -> String {
    guard let highest = lines.map(\.highest.bytes).max() else { return "" }
    let children = lines.count == 1 ? "child" : "children"
    return "\(lines.count) \(isRest ? "more " : "")\(children), up to \(memoryText(highest))"
  }

  private static func words(forUnshown functions: Int, droppedRuns: Int) -> String {
    var parts: [String] = []
    if functions > 0 { parts.append(functions == 1 ? "1 more function" : "\(functions) more functions") }
    if droppedRuns > 0 { parts.append("\(droppedRuns.grouped) runs were not recorded") }
    return parts.joined(separator: ", ")
  }

  /// Never empty, so that it can be divided by.
  private static func span(of lines: [ChartLine], _ functions: [ChartFunction]) -> ClosedRange<Double> {
    let ends = lines.map { $0.points.last!.seconds } + functions.flatMap { $0.runs.map(\.time.upperBound) }
    let end = ends.max() ?? 0
    return 0...(end > 0 ? end : 1)
  }

  /// From 0, so that heights can be compared, unless all there is lies in a narrow band far above it; with room for the
  /// peak's label.
  private static func span(of lines: [ChartLine]) -> ClosedRange<Double> {
    let highest = lines.map(\.highest.bytes).max() ?? 0
    let lowest = lines.map { $0.points.lazy.map(\.bytes).min()! }.min() ?? 0
    guard highest > 0 else { return 0...Double(1 << 20) }
    let isBand = lowest > 0.8 * highest && highest > lowest
    let bottom = isBand ? max(0, lowest - 0.25 * (highest - lowest)) : 0
    return bottom...(highest + 0.12 * (highest - bottom))
  }
}
