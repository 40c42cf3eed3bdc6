import Snapshots

/// What was read of a running process at one moment.
public struct LiveReading: Hashable, Sendable {
  /// The one that is looked at.
  public var process: LiveProcess
  /// All of the recording, the same number once, in the order in which they began.
  public var processes: [LiveProcess]
  /// When: since 1970-01-01 00:00 UTC.
  public var time: Duration
  public var totals: ProcessTotals
  /// RSS in bytes; nil when the process has ended.
  public var resident: Int?
  /// Blocks allocated each second since the reading before; nil for the first.
  public var allocationsPerSecond: Int?
  /// How long since the reading before; nil for the first.
  public var elapsed: Duration?
  public var places: [LivePlace]
  /// Tracebacks of which the place is not known yet, and all.
  public var unnamed = 0, tracebacks = 0
  /// When growth was last marked.
  public var markTime: Duration

  /// A moment of a process.
  public init(
    process: LiveProcess, processes: [LiveProcess], time: Duration, totals: ProcessTotals, resident: Int? = nil,
    allocationsPerSecond: Int? = nil, elapsed: Duration? = nil, places: [LivePlace] = [], markTime: Duration
  ) {
    self.process = process
    self.processes = processes
    self.time = time
    self.totals = totals
    self.resident = resident
    self.allocationsPerSecond = allocationsPerSecond
    self.elapsed = elapsed
    self.places = places
    self.markTime = markTime
  }
}

/// A process of a recording that may still run.
public struct LiveProcess: Hashable, Sendable {
  /// The kernel's number.
  public var id: Int
  public var command: String
  /// When it began: since 1970-01-01 00:00 UTC.
  public var startTime: Duration
  public var end: End

  /// Whether it still runs.
  public enum End: Hashable, Sendable {
    case running
    /// When it ended, since 1970-01-01 00:00 UTC.
    case ended(Duration)
    /// It is gone, and did not say when: a signal ended it, or it left without its exit handlers.
    case gone
  }

  /// What is known of a process.
  public init(id: Int, command: String, startTime: Duration, end: End) {
    (self.id, self.command, self.startTime, self.end) = (id, command, startTime, end)
  }

  var isRunning: Bool { end == .running }

  /// A number may be another process's later.
  func isSame(as other: LiveProcess) -> Bool { id == other.id && startTime == other.startTime }
}

/// One point of the graph.
struct LiveSample: Hashable, Sendable {
  /// Since 1970-01-01 00:00 UTC.
  var time: Duration
  var live: Int
  var resident: Int?
}

/// The last minutes, one value a column. Columns stand for fixed stretches of time, so that they do not tremble.
struct LiveHistory: Hashable, Sendable {
  /// Ascending by time.
  private(set) var samples: [LiveSample] = []
  static let longest = Duration.seconds(600)

  /// A reading that is added again, with more of its places, is the same sample.
  mutating func add(_ sample: LiveSample) {
    if samples.last?.time == sample.time { samples.removeLast() }
    samples.append(sample)
    if samples[0].time < sample.time - Self.longest * 2 {
      samples.removeAll { $0.time < sample.time - Self.longest }
    }
  }

  /// - Returns: the highest value of each stretch, repeated where nothing was read in one; and how long all are.
  func columns(_ count: Int, atLeast interval: Duration, _ value: (LiveSample) -> Int?) -> (
    values: [Int?], span: Duration
  ) {
    guard let last = samples.last, count > 0 else { return ([], .zero) }
    let step = self.step(count, interval)
    func column(_ time: Duration) -> Int {
      Int((time.seconds / step).rounded(.down)) - Int((last.time.seconds / step).rounded(.down)) + count - 1
    }
    var values: [Int?] = Array(repeating: nil, count: count)
    for sample in samples {
      let place = column(sample.time)
      if values.indices.contains(place), let value = value(sample) { values[place] = max(values[place] ?? 0, value) }
    }
    for place in values.indices.dropFirst() { values[place] = values[place] ?? values[place - 1] }
    return (values, .seconds(step * Double(count)))
  }

  /// Seconds a column: as few as show everything there is, up to ten minutes.
  private func step(_ count: Int, _ interval: Duration) -> Double {
    let span = min(Self.longest, samples[samples.count - 1].time - samples[0].time).seconds
    var step = max(0.1, interval.seconds)
    while step * Double(count - 1) < span { step *= 2 }
    return max(interval.seconds, min(step, Self.longest.seconds / Double(count)))
  }
}
