// The recorder's excerpt: what one part of the program allocates, apart from everything else.
import Snapshots

#if os(Linux) && !MEMORY_PROFILER_FALLBACK
import CAllocationRecorder

/// From its opening to its end. What it takes to open and to read one is not recorded.
package struct AllocationExcerpt {
  /// Where it is open.
  private enum Place {
    case allThreads, thread
    /// A task hops between threads: it carries its excerpt in a scope.
    case task(mpr_scope_reference)
  }
  private let excerpt: OpaquePointer
  private let place: Place

  /// Opens one and lets it count from here. nil where nothing is ever recorded: with MEMORY_PROFILER=off.
  /// - Parameter isLeftOut: whether what a library allocates for itself, by the library's path, belongs to nobody; of four at most. What
  ///   it allocates for code of the program that it calls counts.
  package init?(
    _ threads: AllocationTracer.RecordedThreads, isAsync: Bool, leavingOut isLeftOut: ((String) -> Bool)? = nil
  ) throws(AllocationTracerError) {
    if Profiling.isTurnedOff { return nil }
    mpr_thread_pause()
    defer { mpr_thread_resume() }
    try AllocationTracer.checkTraceable()
    Profiling.leaveOutOwnWork
    var opened: OpaquePointer?
    let failure = mpr_excerpt_open(&opened)
    guard failure == 0, let opened else { throw .recorder(error: failure) }
    excerpt = opened
    if let isLeftOut { Self.leaveOut(isLeftOut, of: opened) }
    place = threads == .all ? .allThreads : isAsync ? .task(Self.openScope(for: opened)) : .thread
    switch place {
    case .allThreads: mpr_excerpt_enter_all(excerpt)
    case .thread: mpr_excerpt_enter_thread(excerpt)
    case .task(let scope): TaskScope.push(scope)
    }
  }

  private static func leaveOut(_ isLeftOut: (String) -> Bool, of excerpt: OpaquePointer) {
    let images = LoadedImage.all()
    guard let program = images.first(where: { $0.segments.contains { $0.contains(UInt64(mpr_own_code())) } }) else {
      return
    }
    let ranges = images.filter { isLeftOut($0.path) }.map(\.extent)
    mpr_excerpt_leave_out(excerpt, ranges, ranges.count, program.extent)
  }

  private static func openScope(for excerpt: OpaquePointer) -> mpr_scope_reference {
    mpr_leave_out_executors()
    let scope = mpr_scope_open(mpr_current_scope())
    mpr_scope_set_excerpt(scope.scope, excerpt)
    return scope
  }

  /// Nothing belongs to it any more that is allocated from here on; its blocks still count down when they are released. Once, where
  /// it was opened.
  package func leave() {
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

  /// After `leave`. It is not to be read any more.
  package func close() { mpr_excerpt_close(excerpt) }

  /// Its figures now.
  package var totals: ProcessTotals {
    var totals = mpr_totals()
    mpr_read_excerpt(excerpt, &totals)
    return ProcessTotals(totals)
  }

  /// Its figures now with their tracebacks and types.
  package func snapshot() -> Snapshot { withoutRecording { SnapshotCapture.excerpt(excerpt) } }

  /// Whether the live block at this address belongs to it.
  package func contains(_ block: UInt) -> Bool { mpr_excerpt_has(excerpt, UnsafeRawPointer(bitPattern: block)) }

  func end() -> Snapshot {
    mpr_thread_pause()
    defer { mpr_thread_resume() }
    leave()
    return snapshot()
  }
}

extension LoadedImage {
  /// From its first segment to its last.
  fileprivate var extent: mpr_code_range {
    mpr_code_range(start: segments.map(\.lowerBound).min() ?? 0, end: segments.map(\.upperBound).max() ?? 0)
  }
}
#else
/// Elsewhere than on Linux there is none.
package struct AllocationExcerpt {
  private init() {}
  package init?(
    _ threads: AllocationTracer.RecordedThreads, isAsync: Bool, leavingOut isLeftOut: ((String) -> Bool)? = nil
  ) throws(AllocationTracerError) {
    Profiling.explainMissingTables()
    return nil
  }
  package func leave() {}
  package func close() {}
  package var totals: ProcessTotals { ProcessTotals() }
  package func snapshot() -> Snapshot { .empty }
  package func contains(_ block: UInt) -> Bool { false }
  func end() -> Snapshot { .empty }
}
#endif
