// The tracer: every allocation with its traceback, from start to stop.
import Snapshots

#if os(Linux) && !MEMORY_PROFILER_FALLBACK
import CAllocationRecorder
import Glibc
#endif

/// Records every allocation of the process with its traceback, as Python's tracemalloc does, for native code: what
/// `malloc`, `calloc`, `realloc`, `aligned_alloc` and their relatives hand out, whoever calls them.
///
///     try AllocationTracer.start()
///     let before = try AllocationTracer.snapshot()
///     serveRequests()
///     for difference in try AllocationTracer.snapshot().compared(to: before, by: .line).prefix(10) {
///       print(difference)
///     }
///
/// There is one tracer in a process. All of it may be used from any thread; other threads go on while it works, what
/// they do during a call may be counted before or after it. Sizes are requested bytes, without what malloc adds. Blocks
/// from before `start` are unknown: they count neither now nor when they are released. The profiler's own memory
/// is not traced.
///
/// Over its life a process can number four million tracebacks; each `start`, `stop` and `clear` takes one number and numbers
/// anew those that come again. After that new tracebacks are missing (their blocks count, and the snapshot's totals say how
/// many), `start` and `stop` throw, and `clear` warns and forgets nothing.
///
/// `MPROF_FRAMES=N` in the environment starts the tracer with the program, with up to N frames; a number outside
/// `frameLimits` is reported on standard error and nothing is traced. With `MEMORY_PROFILER=off` nothing is ever traced and
/// nothing throws for it: `start` and `stop` do nothing, snapshots are empty.
public enum AllocationTracer {
  /// How many frames of each traceback can be kept.
  public static let frameLimits = 1...2048

  /// Begins to trace. A tracer that the environment started is taken over with its frame limit and with what it traced.
  /// - Parameter maximumFrames: how many frames of each traceback are kept, the innermost ones; fewer cost less time.
  /// - Throws: `AllocationTracerError`, when it traces already, for a number outside `frameLimits`, when the program
  ///   is not linked so that it can be traced, and elsewhere than on Linux.
  public static func start(maximumFrames: Int = 256) throws(AllocationTracerError) {
    #if os(Linux) && !MEMORY_PROFILER_FALLBACK
    mpr_thread_pause()
    defer { mpr_thread_resume() }
    if Profiling.isTurnedOff { return }
    guard frameLimits.contains(maximumFrames) else { throw .frameLimitOutOfRange(maximumFrames) }
    try checkTraceable()
    let failure = mpr_start(UInt32(maximumFrames))
    if failure == EALREADY { throw .alreadyTracing(maximumFrames: Int(mpr_tracing_frames())) }
    if failure != 0 { throw .recorder(error: failure) }
    #else
    throw .unsupportedPlatform
    #endif
  }

  /// Stops tracing and forgets all that was traced: take a snapshot before.
  /// - Throws: `AllocationTracerError.notTracing`.
  public static func stop() throws(AllocationTracerError) {
    #if os(Linux) && !MEMORY_PROFILER_FALLBACK
    mpr_thread_pause()
    defer { mpr_thread_resume() }
    if Profiling.isTurnedOff { return }
    let failure = mpr_stop()
    if failure == EALREADY { throw .notTracing }
    if failure != 0 { throw .recorder(error: failure) }
    #else
    throw .notTracing
    #endif
  }

  /// Whether every allocation is traced now.
  public static var isTracing: Bool { maximumFrames != nil }

  /// How many frames of each traceback are kept; nil while nothing is traced.
  public static var maximumFrames: Int? {
    #if os(Linux) && !MEMORY_PROFILER_FALLBACK
    let frames = mpr_tracing_frames()
    return frames > 0 ? Int(frames) : nil
    #else
    return nil
    #endif
  }

  /// Forgets all that was traced so far; tracing goes on. Blocks from before are unknown from here on. Nothing happens
  /// while nothing is traced. No thread is stopped, so other threads' allocations of this moment fall on either side.
  public static func clear() {
    #if os(Linux) && !MEMORY_PROFILER_FALLBACK
    mpr_thread_pause()
    defer { mpr_thread_resume() }
    let failure = mpr_clear()
    if failure != 0 { warnOnce }
    #endif
  }

  #if os(Linux) && !MEMORY_PROFILER_FALLBACK
  private static let warnOnce: Void = ReportOutput.warn(
    "what was traced cannot be cleared any more: there is no memory, or four million tracebacks and clears were numbered"
  )
  #endif

  /// The bytes of all traced blocks that are live now, and the highest such value since the start, the last `clear` or
  /// the last `resetPeak`. Both 0 while nothing is traced. The peak is exact in a process with one thread; with more,
  /// it may be up to 16 KiB a running thread too low.
  public static var tracedMemory: (current: Int, peak: Int) {
    let totals = totals
    return (Int(totals.live_bytes), Int(totals.peak_bytes))
  }

  /// Makes the traced memory of this moment the peak. Nothing happens while nothing is traced.
  public static func resetPeak() {
    #if os(Linux) && !MEMORY_PROFILER_FALLBACK
    mpr_reset_peak()
    #endif
  }

  /// How many traced blocks are live now; 0 while nothing is traced.
  public static var allocatedBlockCount: Int { Int(totals.live_blocks) }

  #if os(Linux) && !MEMORY_PROFILER_FALLBACK
  /// Zero while nothing is traced. Whoever measures his own allocations asks this: nothing here allocates.
  private static var totals: mpr_totals {
    var totals = mpr_totals()
    if mpr_tracing_frames() > 0 { mpr_read_totals(&totals) }
    return totals
  }

  static func checkTraceable() throws(AllocationTracerError) {
    if !mpr_is_interposed() { throw .notInterposed }
  }
  #else
  private static var totals: (live_bytes: Int, peak_bytes: Int, live_blocks: Int) { (0, 0, 0) }
  #endif
}
