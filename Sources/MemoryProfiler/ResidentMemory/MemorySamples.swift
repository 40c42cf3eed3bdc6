/// RSS over time, in the order in which it was read.
public struct MemorySamples: Hashable, Sendable {
  /// RSS at one moment.
  public struct Sample: Hashable, Sendable {
    /// Since the first sample.
    public var time: Duration
    /// RSS in bytes, with that of child processes where it was asked for.
    public var resident: Int

    /// A sample.
    public init(time: Duration, resident: Int) {
      self.time = time
      self.resident = resident
    }
  }

  /// Never out of order. Empty only where nothing could be read.
  public var samples: [Sample]

  /// These samples.
  public init(_ samples: [Sample] = []) { self.samples = samples }

  /// The highest RSS in bytes; 0 without samples.
  public var maximum: Int { samples.reduce(0) { max($0, $1.resident) } }
}

/// When to sample: how far apart, and how often at most.
struct SamplingPlan {
  /// More often the sampling itself would take a large part of a core.
  static let shortestInterval: Duration = .microseconds(100)

  var intervalNanoseconds: Int
  /// nil: until whatever is measured ends.
  var limit: Int?

  /// `timeout / interval` samples, rounded as memory_profiler does, but at least one.
  init(interval: Duration, timeout: Duration?) {
    intervalNanoseconds = max(interval, Self.shortestInterval).clampedNanoseconds
    limit = timeout.map { timeout in
      let count = Double(timeout.clampedNanoseconds) / Double(intervalNanoseconds)
      return max(1, Int(count.rounded(.toNearestOrEven)))
    }
  }
}

extension Duration {
  /// At most a year: longer waits than that are as good, and never overflow a sum.
  var clampedNanoseconds: Int {
    let year: Duration = .seconds(365 * 86_400)
    let (seconds, attoseconds) = min(max(self, .zero), year).components
    return Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
  }
}
