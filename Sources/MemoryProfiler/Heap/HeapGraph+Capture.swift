// The heap graph's way to the recorder.
import HeapGraph
import RecordedHeap
import Snapshots

#if os(Linux) && !MEMORY_PROFILER_FALLBACK
import CAllocationRecorder
#endif

extension HeapGraph {
  /// Takes a picture of the heap as it is at one moment.
  ///
  /// All other threads stand still for some milliseconds while the process is copied, as fork does; then they go on, and the copy is
  /// looked through: some 0.2 s for a million blocks. System calls that they are blocked in go on undisturbed, but for two kinds: a
  /// transfer that is half done may return what it has, and a wait with a time-out may begin anew.
  ///
  /// Knows the blocks that are recorded: since `AllocationTracer.start()`, or from launch on with `MPROF_FRAMES` in the environment (0:
  /// sizes alone, which costs least). Blocks from before are unknown: they are in no census, and what they refer to is no leak.
  ///
  /// Callable from any thread; one takes its picture at a time, others wait. With `MEMORY_PROFILER=off` the graph has no blocks.
  /// - Throws: `HeapGraphError`, when no block is recorded, when the threads cannot be stopped, without memory, and elsewhere than on
  ///   Linux.
  public static func capture() throws(HeapGraphError) -> HeapGraph {
    #if os(Linux) && !MEMORY_PROFILER_FALLBACK
    return try capture(tracking: [])
    #else
    throw .unsupportedPlatform
    #endif
  }

  #if os(Linux) && !MEMORY_PROFILER_FALLBACK
  static func capture(tracking classes: [HeapSource.TrackedClass]) throws(HeapGraphError) -> HeapGraph {
    mpr_thread_pause()
    defer { mpr_thread_resume() }
    Profiling.leaveOutOwnWork
    if Profiling.isTurnedOff { return try HeapGraph(capturing: .empty) }
    guard mpr_is_interposed() else { throw .notInterposed }
    return try HeapGraph(recordedBy: mpr_calls, tracking: classes)
  }
  #endif
}

#if os(Linux) && !MEMORY_PROFILER_FALLBACK
extension HeapSource {
  /// With MEMORY_PROFILER=off: a process without blocks.
  fileprivate static var empty: HeapSource {
    HeapSource(
      listBlocks: { _, _, _ in 0 }, isGoodMoment: mpr_is_at_rest, live: .zero, knowsEveryBlock: false, ownMemory: [],
      images: [], names: .none)
  }
}

extension HeapNames {
  fileprivate static let none = HeapNames(
    site: { _ in nil }, traceback: { _ in nil }, modules: { _ in [] }, code: { _ in nil }, variable: { _ in nil })
}
#endif
