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
  /// Each distinct traceback of a call takes some 100 bytes, which are used again when the call's blocks are gone. A call
  /// takes memory of its own, some 12 KiB, which is used again when all calls that were running beside it have ended.
  /// What it ends with takes time for each live block of the process, inside or not: some 20 ms for a million.
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
    let excerpt = try Excerpt(threads, isAsync: false)
    let result: R
    do {
      result = try body()
    } catch {
      excerpt.leave()
      excerpt.close()
      throw error
    }
    return (result, excerpt.end())
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
    let excerpt = try Excerpt(threads, isAsync: true)
    let result: R
    do {
      result = try await body()
    } catch {
      excerpt.leave()
      excerpt.close()
      throw error
    }
    return (result, excerpt.end())
    #else
    Profiling.explainMissingTables()
    return (try await body(), .empty)
    #endif
  }
}

extension Snapshot {
  /// Of a process in which nothing is traced.
  static var empty: Snapshot { Snapshot(sites: [], maximumFrames: 0, creationTime: .zero) }
}

#if os(Linux) && !MEMORY_PROFILER_FALLBACK
/// The recorder's excerpt, from its opening to its end. What it takes to open and to read one is not recorded.
private struct Excerpt {
  /// Where it is open.
  private enum Place {
    case allThreads, thread
    /// A task hops between threads: it carries its excerpt in a scope.
    case task(mpr_scope_reference)
  }
  private let excerpt: OpaquePointer
  private let place: Place

  init(_ threads: AllocationTracer.RecordedThreads, isAsync: Bool) throws(AllocationTracerError) {
    mpr_thread_pause()
    defer { mpr_thread_resume() }
    try AllocationTracer.checkTraceable()
    Profiling.leaveOutOwnWork
    var opened: OpaquePointer?
    let failure = mpr_excerpt_open(&opened)
    guard failure == 0, let opened else { throw .recorder(error: failure) }
    excerpt = opened
    place = threads == .all ? .allThreads : isAsync ? .task(Self.openScope(for: opened)) : .thread
    switch place {
    case .allThreads: mpr_excerpt_enter_all(excerpt)
    case .thread: mpr_excerpt_enter_thread(excerpt)
    case .task(let scope): TaskScope.push(scope)
    }
  }

  private static func openScope(for excerpt: OpaquePointer) -> mpr_scope_reference {
    mpr_leave_out_executors()
    let scope = mpr_scope_open(mpr_current_scope())
    mpr_scope_set_excerpt(scope.scope, excerpt)
    return scope
  }

  func leave() {
    mpr_thread_pause()
    defer { mpr_thread_resume() }
    switch place {
    case .allThreads: mpr_excerpt_leave_all(excerpt)
    case .thread: mpr_excerpt_leave_thread(excerpt)
    case .task(let scope):
      TaskScope.pop()
      mpr_scope_close(scope)
    }
  }

  func close() { mpr_excerpt_close(excerpt) }

  func end() -> Snapshot {
    mpr_thread_pause()
    defer { mpr_thread_resume() }
    leave()
    defer { close() }
    return SnapshotCapture.excerpt(excerpt)
  }
}
#endif
