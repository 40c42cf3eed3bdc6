// memory_profiler's %memit: how high RSS rose while a piece of code ran.
import Reports
import Snapshots

/// Runs `body` and tells how high the resident memory of the process rose meanwhile.
///
///     let (index, memory) = measureMemory { makeIndex(text) }
///     print(memory)  // peak memory: 61.25 MiB, increment: 11.25 MiB
///
/// RSS is the process's: what other threads do meanwhile shows. It is read when the body begins, when it ends, and by
/// a thread beside it at `interval`. Where the process's high-water mark (`VmHWM` in `/proc/self/status`) rose during
/// the body, that mark is the peak, and exact to the page however short it was; a peak below one that the
/// process had before is as high as the samples found it. Before Linux 6.16 the kernel itself may be off by up to 32
/// pages a CPU. Also measured with `MEMORY_PROFILER=off`, which turns tables off.
///
/// - Parameters:
///   - interval: Between samples; less than 100 µs is taken as 100 µs. A sample costs some 30 µs of CPU beside the body,
///     nearly all of it for waking the thread.
///   - body: Runs once, on the calling thread.
/// - Returns: What `body` returns, and the figures; its error is thrown on. Elsewhere than on Linux they are 0.
public func measureMemory<R>(
  interval: Duration = .milliseconds(1), _ body: () throws -> R
) rethrows -> (result: R, measurement: MemoryMeasurement) {
  let meter = PeakMeter(interval: interval)
  defer { meter.stop() }
  let result = try body()
  return (result, meter.stop())
}

/// The same for async code, whichever threads it runs on.
public func measureMemory<R>(
  interval: Duration = .milliseconds(1), isolation: isolated (any Actor)? = #isolation,
  _ body: () async throws -> R
) async rethrows -> (result: R, measurement: MemoryMeasurement) {
  let meter = PeakMeter(interval: interval)
  defer { meter.stop() }
  let result = try await body()
  return (result, meter.stop())
}

#if os(Linux) && !MEMORY_PROFILER_FALLBACK
/// The peak from here to `stop`.
private final class PeakMeter {
  private final class Peak { var bytes = 0 }

  /// Written by the sampling thread until it is joined.
  private let peak: Peak
  private let sampler: SamplerThread
  private let baseline: Int
  /// nil where the kernel does not tell.
  private let highWaterBefore: Int?

  init(interval: Duration) {
    let plan = SamplingPlan(interval: interval, timeout: nil)
    (peak, sampler) = withoutRecording {
      let peak = Peak()
      let sampler = SamplerThread(every: plan.intervalNanoseconds) {
        peak.bytes = max(peak.bytes, ResidentMemory.current() ?? 0)
        return true
      }
      return (peak, sampler)
    }
    highWaterBefore = withoutRecording { ResidentMemory.highWaterMark() }
    baseline = ResidentMemory.current() ?? 0
  }

  /// Safe to call twice.
  @discardableResult
  func stop() -> MemoryMeasurement {
    let last = ResidentMemory.current() ?? 0
    return withoutRecording {
      let highWater = ResidentMemory.highWaterMark()
      sampler.stop()
      var highest = max(peak.bytes, last)
      if let highWater, let highWaterBefore, highWater > highWaterBefore { highest = max(highest, highWater) }
      return MemoryMeasurement(baseline: baseline, peak: highest)
    }
  }
}

extension ResidentMemory {
  /// The highest RSS in bytes that this process has had. `getrusage` has the figure too, but there it starts with
  /// that of the program which started this one.
  static func highWaterMark() -> Int? {
    guard let status = try? ProcFile.bytes("/proc/self/status") else { return nil }
    return status.split(separator: UInt8(ascii: "\n")).lazy
      .first { $0.starts(with: "VmHWM:".utf8) }.flatMap { kibibytes(in: $0) }.map { $0 << 10 }
  }
}
#else
private struct PeakMeter {
  init(interval: Duration) {}
  @discardableResult
  func stop() -> MemoryMeasurement { MemoryMeasurement(baseline: 0, peak: 0) }
}
#endif
