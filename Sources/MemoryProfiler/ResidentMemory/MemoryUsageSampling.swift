// memory_profiler's memory_usage: RSS over time, of a piece of code or of another process.
#if os(Linux) && !MEMORY_PROFILER_FALLBACK
import CAllocationRecorder
import Glibc
#endif

/// Runs `body` and samples the resident memory of this process meanwhile, by a thread beside it.
///
///     let (catalog, usage) = memoryUsage(of: { load() }, interval: .milliseconds(10))
///     print(usage.maximum >> 20, "MiB at most,", usage.samples.count, "samples")
///
/// The first sample is taken before `body` begins, the last one after it has ended. Unlike memory_profiler's function
/// this one never runs the code again to get more samples: choose a shorter interval.
///
/// - Parameters:
///   - body: Runs once, on the calling thread.
///   - interval: Between samples; less than 100 µs is taken as 100 µs.
///   - timeout: Ends the sampling and not the body, after `timeout / interval` samples (at least one); nil samples
///     until the body ends.
///   - includeChildren: Adds RSS of all processes that this one started, and they in turn. Pages that two of them share
///     count for both.
/// - Returns: What `body` returns, and the samples; its error is thrown on. Elsewhere than on Linux there are none.
public func memoryUsage<R>(
  of body: () throws -> R, interval: Duration = .milliseconds(100), timeout: Duration? = nil,
  includeChildren: Bool = false
) rethrows -> (result: R, samples: MemorySamples) {
  let recording = UsageRecording(SamplingPlan(interval: interval, timeout: timeout), includeChildren)
  defer { recording.stop() }
  let result = try body()
  return (result, recording.stop())
}

/// The same for async code, whichever threads it runs on.
public func memoryUsage<R>(
  of body: () async throws -> R, interval: Duration = .milliseconds(100), timeout: Duration? = nil,
  includeChildren: Bool = false, isolation: isolated (any Actor)? = #isolation
) async rethrows -> (result: R, samples: MemorySamples) {
  let recording = UsageRecording(SamplingPlan(interval: interval, timeout: timeout), includeChildren)
  defer { recording.stop() }
  let result = try await body()
  return (result, recording.stop())
}

/// Samples the resident memory of a process, and waits on the calling thread between the samples.
///
/// A process that ends meanwhile ends the samples, and so does one that becomes a zombie.
///
/// - Parameters:
///   - pid: Any process whose `/proc/PID/statm` may be read; no rights over it are needed.
///   - interval: Between samples; less than 100 µs is taken as 100 µs.
///   - timeout: For how long: `timeout / interval` samples, at least one. nil takes one sample, as memory_profiler does.
///   - includeChildren: Adds RSS of all processes that it started, and they in turn.
/// - Throws: ``MemoryUsageError`` when there is no such process, when it has ended already, when it cannot be read, and
///   elsewhere than on Linux.
public func memoryUsage(
  of pid: Int32, interval: Duration = .milliseconds(100), timeout: Duration? = nil, includeChildren: Bool = false
) throws(MemoryUsageError) -> MemorySamples {
  #if os(Linux) && !MEMORY_PROFILER_FALLBACK
  mpr_thread_pause()
  defer { mpr_thread_resume() }
  let process = try ProcessMemory(pid: pid)
  let plan = SamplingPlan(interval: interval, timeout: timeout)
  var series = SampleSeries()
  series.add(try process.resident(includeChildren: includeChildren))
  while series.count < plan.limit ?? 1 {
    series.wait(plan.intervalNanoseconds)
    do { series.add(try process.resident(includeChildren: includeChildren)) } catch {
      if case .unreadable = error { throw error }
      break  // it has ended
    }
  }
  return MemorySamples(series.samples)
  #else
  throw .needsLinux
  #endif
}

#if os(Linux) && !MEMORY_PROFILER_FALLBACK
/// Samples and when the first of them was taken.
private struct SampleSeries {
  private(set) var samples: [MemorySamples.Sample] = []
  private var start = 0
  private var due = 0

  var count: Int { samples.count }

  mutating func add(_ resident: Int) {
    let now = monotonicNanoseconds()
    if samples.isEmpty { (start, due) = (now, now) }
    samples.append(MemorySamples.Sample(time: .nanoseconds(now - start), resident: resident))
  }

  /// Until an interval after the last time was due; a late sample does not call for two at once.
  mutating func wait(_ nanoseconds: Int) {
    due = max(due + nanoseconds, monotonicNanoseconds())
    var time = timespec(tv_sec: due / 1_000_000_000, tv_nsec: due % 1_000_000_000)
    while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
  }
}

/// The samples beside a closure.
private final class UsageRecording {
  private final class Series { var samples = SampleSeries() }

  /// Written by the sampling thread until it is joined.
  private let series: Series
  private let sampler: SamplerThread
  private let limit: Int
  private let read: () -> Int
  private var result: MemorySamples?

  init(_ plan: SamplingPlan, _ includeChildren: Bool) {
    let limit = plan.limit ?? .max
    let read = {
      (ResidentMemory.current() ?? 0) + (includeChildren ? residentOfDescendants(of: getpid()) : 0)
    }
    (series, sampler) = withoutRecording {
      let series = Series()
      let sampler = SamplerThread(every: plan.intervalNanoseconds) {
        series.samples.add(read())
        return series.samples.count < limit
      }
      return (series, sampler)
    }
    self.limit = limit
    self.read = read
  }

  /// Takes the last sample; the second call gives the same.
  @discardableResult
  func stop() -> MemorySamples {
    if let result { return result }
    return withoutRecording {
      sampler.stop()
      if series.samples.count < limit { series.samples.add(read()) }
      let samples = MemorySamples(series.samples.samples)
      result = samples
      return samples
    }
  }
}
#else
private struct UsageRecording {
  init(_ plan: SamplingPlan, _ includeChildren: Bool) {}
  @discardableResult
  func stop() -> MemorySamples { MemorySamples() }
}
#endif
