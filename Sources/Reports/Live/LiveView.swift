import Snapshots

/// `mprof live` as a model: what was read, what is chosen, and what a key does. `lines` draws it.
public struct LiveView: Sendable {
  /// What a key asks of the reader.
  public enum Action: Hashable, Sendable {
    case quit
    /// Growth counts from now.
    case mark
    /// Look at this process.
    case process(Int)
    /// Read so often.
    case interval(Duration)
  }

  /// By what places are one row.
  public enum Grouping: String, Hashable, Sendable, CaseIterable { case line, function, file }

  /// What comes first.
  public enum Sorting: String, Hashable, Sendable, CaseIterable { case bytes, growth, allocations }

  public private(set) var grouping: Grouping
  public private(set) var sorting: Sorting
  public private(set) var isPaused = false
  public private(set) var interval: Duration
  /// What is shown; nil before anything was read.
  public private(set) var reading: LiveReading?
  /// In place of the keys: what takes long, or why nothing is read any more.
  public var notice: String?

  var isHelpShown = false
  var history = LiveHistory()
  /// What is shown below the table's head.
  private(set) var rows: [LiveRow] = []
  private(set) var firstRow = 0
  private(set) var (width, height) = (80, 24)
  let glyphs: Glyphs
  /// Came while paused.
  private var missed: LiveReading?

  /// The intervals that + and - choose from.
  static let intervals: [Duration] = [
    .milliseconds(200), .milliseconds(500), .seconds(1), .seconds(2), .seconds(5), .seconds(10), .seconds(30),
    .seconds(60),
  ]

  /// Nothing was read.
  /// - Parameter interval: how often the reader reads.
  public init(
    grouping: Grouping = .line, sorting: Sorting = .bytes, interval: Duration = .seconds(1), glyphs: Glyphs = .unicode
  ) {
    self.grouping = grouping
    self.sorting = sorting
    self.interval = interval
    self.glyphs = glyphs
  }

  /// The terminal's size in cells.
  public mutating func resize(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    scroll(by: 0)
  }

  /// A new reading; while paused only its place in the graph is kept.
  /// - Parameter earlier: what is known of the time before the first reading, ascending; empty for the others.
  public mutating func receive(_ reading: LiveReading, earlier: [MemorySample] = []) {
    let shown = missed ?? self.reading
    if let shown, !shown.process.isSame(as: reading.process) { (history, firstRow) = (LiveHistory(), 0) }
    for sample in earlier where sample.time < reading.time {
      guard let traced = sample.traced else { continue }
      history.add(LiveSample(time: sample.time, live: traced, resident: sample.resident))
    }
    // The memory of a process that has ended is what it was at its end.
    if reading.process.isRunning || history.samples.isEmpty {
      history.add(LiveSample(time: reading.time, live: reading.totals.live.bytes, resident: reading.resident))
    }
    if isPaused, self.reading?.process.isSame(as: reading.process) == true {
      missed = reading
    } else {
      show(reading)
    }
  }

  /// nil when the key changes only what is shown.
  public mutating func press(_ key: Key) -> Action? {
    if isHelpShown {
      isHelpShown = false
      return key == .character("q") ? .quit : nil
    }
    switch key {
    case .character("q"): return .quit
    case .character(" "), .character("m"), .enter:
      resume()
      return .mark
    case .character("c"), .tab: return nextProcess()
    case .character("+"), .character("="): return changeInterval(isLonger: true)
    case .character("-"): return changeInterval(isLonger: false)
    default: look(key)
    }
    return nil
  }

  private mutating func look(_ key: Key) {
    switch key {
    case .character("?"), .character("h"): isHelpShown = true
    case .character("p"): if isPaused { resume() } else { isPaused = true }
    case .character("s"): sorting = next(sorting)
    case .character("l"): grouping = .line
    case .character("f"): grouping = .function
    case .character("F"): grouping = .file
    case .down, .character("j"): scroll(by: 1)
    case .up, .character("k"): scroll(by: -1)
    case .pageDown: scroll(by: pageHeight)
    case .pageUp: scroll(by: -pageHeight)
    case .home, .character("g"): scroll(by: -rows.count)
    case .end, .character("G"): scroll(by: rows.count)
    default: break
    }
    arrange()
  }

  private mutating func resume() {
    isPaused = false
    if let missed { show(missed) }
    missed = nil
  }

  private mutating func show(_ reading: LiveReading) {
    self.reading = reading
    missed = nil
    arrange()
  }

  private mutating func arrange() {
    rows = LiveRow.rows(of: reading, by: grouping, sorting)
    scroll(by: 0)
  }

  private mutating func scroll(by count: Int) {
    firstRow = max(0, min(firstRow + count, rows.count - pageHeight))
  }

  private func next<Choice: CaseIterable & Equatable>(_ choice: Choice) -> Choice {
    let all = Array(Choice.allCases)
    return all[((all.firstIndex(of: choice) ?? 0) + 1) % all.count]
  }

  /// The running ones in turn; when none runs any more, all.
  private func nextProcess() -> Action? {
    guard let reading else { return nil }
    let running = reading.processes.filter(\.isRunning)
    let turn = running.isEmpty ? reading.processes : running
    let place = turn.firstIndex { $0.id == reading.process.id }.map { $0 + 1 } ?? 0
    guard let next = turn.isEmpty ? nil : turn[place % turn.count], next.id != reading.process.id else { return nil }
    return .process(next.id)
  }

  private mutating func changeInterval(isLonger: Bool) -> Action? {
    let (shorter, longer) = (Self.intervals.last { $0 < interval }, Self.intervals.first { $0 > interval })
    guard let chosen = isLonger ? longer : shorter else { return nil }
    interval = chosen
    return .interval(chosen)
  }
}
