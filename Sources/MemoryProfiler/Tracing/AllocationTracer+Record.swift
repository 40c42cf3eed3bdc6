// A snapshot of what one closure allocates.
import Snapshots

#if os(Linux) && !MEMORY_PROFILER_FALLBACK
import CAllocationRecorder
#endif

extension AllocationTracer {
  /// Whose allocations `record` gives.
  public enum RecordedThreads: Sendable {
    /// Those of all threads while the closure runs.
    case all
    /// The closure's own: of the calling thread, or, of async code, of its task and that task's child tasks, without what
    /// the Swift runtime's executors allocate to schedule tasks (from then on they are not traced at all).
    case current
  }

  /// Runs `body` and gives what was allocated meanwhile, and nothing else, as a snapshot: `live` are blocks from inside
  /// that still exist at the end, `total` all from inside, `peak` those live when the blocks from inside were most
  /// bytes; `totals.peakBytes` is that value.
  ///
  /// Neither starts, stops nor clears the tracer, which may run or not. Calls may nest and overlap: each gets its own.
  /// Each distinct traceback of a call takes some 100 bytes, which are used again when the call's blocks are gone.
  ///
  /// - Parameters:
  ///   - threads: whose allocations.
  ///   - body: runs once, on the calling thread.
  /// - Throws: what `body` throws; `AllocationTracerError` before it runs, when nothing can be recorded. With
  ///   `MEMORY_PROFILER=off`, and elsewhere than on Linux, `body` runs and the snapshot is empty.
  public static func record<R>(
    _ threads: RecordedThreads = .all, _ body: () throws -> R
  ) throws -> (result: R, snapshot: Snapshot) {
    #if os(Linux) && !MEMORY_PROFILER_FALLBACK
    guard !Profiling.isTurnedOff else { return (try body(), .empty) }
    let excerpt = try Excerpt()
    defer { excerpt.close() }
    excerpt.enter(threads)
    let result: R
    do {
      defer { excerpt.leave(threads) }
      result = try body()
    }
    return (result, excerpt.snapshot())
    #else
    Profiling.explainMissingTables()
    return (try body(), .empty)
    #endif
  }

  /// The same for async code.
  public static func record<R>(
    _ threads: RecordedThreads = .all, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> R
  ) async throws -> (result: R, snapshot: Snapshot) {
    #if os(Linux) && !MEMORY_PROFILER_FALLBACK
    guard !Profiling.isTurnedOff else { return (try await body(), .empty) }
    let excerpt = try Excerpt()
    defer { excerpt.close() }
    let scope = excerpt.enterTask(threads)
    let result: R
    do {
      defer { excerpt.leaveTask(threads, scope) }
      result = try await body()
    }
    return (result, excerpt.snapshot())
    #else
    Profiling.explainMissingTables()
    return (try await body(), .empty)
    #endif
  }
}

extension Snapshot {
  fileprivate static var empty: Snapshot { Snapshot(sites: [], maximumFrames: 0, creationTime: .zero) }
}

#if os(Linux) && !MEMORY_PROFILER_FALLBACK
/// The recorder's excerpt, from open to close.
private struct Excerpt {
  private let excerpt: OpaquePointer

  init() throws(AllocationTracerError) {
    try AllocationTracer.checkTraceable()
    Profiling.leaveOutOwnWork
    var opened: OpaquePointer?
    let failure = mpr_excerpt_open(&opened)
    guard failure == 0, let opened else { throw .recorder(error: failure) }
    excerpt = opened
  }

  func enter(_ threads: AllocationTracer.RecordedThreads) {
    switch threads {
    case .all: mpr_excerpt_enter_all(excerpt)
    case .current: mpr_excerpt_enter_thread(excerpt)
    }
  }

  func leave(_ threads: AllocationTracer.RecordedThreads) {
    switch threads {
    case .all: mpr_excerpt_leave_all(excerpt)
    case .current: mpr_excerpt_leave_thread(excerpt)
    }
  }

  /// A task hops between threads: it carries its excerpt in a scope.
  func enterTask(_ threads: AllocationTracer.RecordedThreads) -> mpr_scope_reference {
    if threads == .all { mpr_excerpt_enter_all(excerpt) }
    guard threads == .current else { return mpr_scope_reference() }
    mpr_leave_out_executors()
    let scope = mpr_scope_open(mpr_current_scope())
    mpr_scope_set_excerpt(scope.scope, excerpt)
    TaskScope.push(scope)
    return scope
  }

  func leaveTask(_ threads: AllocationTracer.RecordedThreads, _ scope: mpr_scope_reference) {
    if threads == .all { return mpr_excerpt_leave_all(excerpt) }
    TaskScope.pop()
    mpr_scope_close(scope)
  }

  func snapshot() -> Snapshot { withoutRecording { SnapshotCapture.excerpt(excerpt) } }
  func close() { mpr_excerpt_close(excerpt) }
}
#endif
