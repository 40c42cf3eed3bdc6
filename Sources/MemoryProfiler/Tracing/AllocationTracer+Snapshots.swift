// What the tracer knows, as a snapshot, and of one block.
import Snapshots
import Symbolication

#if os(Linux) && !MEMORY_PROFILER_FALLBACK
import CAllocationRecorder
#endif

extension AllocationTracer {
  /// Everything traced up to now. Other threads go on meanwhile; what they do counts or does not.
  ///
  /// Reads each distinct traceback once, and the first words of each live block to tell its type.
  /// - Parameter listingBlocks: whether `Snapshot.blocks` holds every live block, at 24 bytes each.
  /// - Throws: `AllocationTracerError.notTracing`.
  public static func snapshot(listingBlocks: Bool = false) throws(AllocationTracerError) -> Snapshot {
    #if os(Linux) && !MEMORY_PROFILER_FALLBACK
    mpr_thread_pause()
    defer { mpr_thread_resume() }
    if Profiling.isTurnedOff { return .empty }
    guard isTracing else { throw .notTracing }
    Profiling.leaveOutOwnWork
    return SnapshotCapture.everything(listingBlocks: listingBlocks)
    #else
    throw .notTracing
    #endif
  }

  /// Where the object was allocated; nil when that was not traced, as of objects that stand on the stack or in static
  /// memory.
  public static func traceback(of object: AnyObject) -> SourceTraceback? {
    traceback(of: UnsafeRawPointer(Unmanaged.passUnretained(object).toOpaque()))
  }

  /// Where the live block was allocated that holds this address, at its start or anywhere inside; nil when there is no
  /// such block, or it was not traced.
  public static func traceback(of address: UnsafeRawPointer) -> SourceTraceback? {
    #if os(Linux) && !MEMORY_PROFILER_FALLBACK
    mpr_thread_pause()
    defer { mpr_thread_resume() }
    var block = mpr_live_block()
    guard isTracing, mpr_find_block_around(address, &block) else { return nil }
    let site = AllocationSite(traceback: Traceback(site: block.site))
    let snapshot = Snapshot(
      sites: [site], images: LoadedImage.all(), maximumFrames: site.traceback.frames.count, creationTime: .zero)
    return snapshot.traceback(of: site)
    #else
    return nil
    #endif
  }

  /// The memory that the tracer itself holds, resident, in bytes: its tables of blocks and tracebacks. Part of RSS, not of
  /// the traced memory. Kept after `stop`.
  public static var ownMemory: Int {
    #if os(Linux) && !MEMORY_PROFILER_FALLBACK
    return withoutRecording { OwnMemory.resident() }
    #else
    return 0
    #endif
  }
}
