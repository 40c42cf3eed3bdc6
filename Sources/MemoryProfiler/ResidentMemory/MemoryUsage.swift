// RSS at a moment, and what it consists of.
import Reports

#if os(Linux) && !MEMORY_PROFILER_FALLBACK
import CAllocationRecorder
#endif

/// The resident memory of this process.
///
///     print(try MemoryUsage.current.breakdown())
public struct MemoryUsage: Hashable, Sendable {
  /// RSS in bytes, field 2 of `/proc/self/statm`; 0 where it cannot be read and elsewhere than on Linux.
  public let resident: Int

  /// RSS now: one read of an open file, about a third of a microsecond.
  public static var current: MemoryUsage {
    #if os(Linux) && !MEMORY_PROFILER_FALLBACK
    MemoryUsage(resident: ResidentMemory.current() ?? 0)
    #else
    MemoryUsage(resident: 0)
    #endif
  }

  /// What RSS consists of at the moment of this call, which takes its own RSS together with the parts.
  ///
  /// Reads `/proc/self/smaps`, in which the kernel counts the pages of every map: a millisecond for a small program,
  /// some 30 for each GiB. Takes the locks of malloc's arenas in turn; not for signal handlers. Other threads go on
  /// meanwhile, and what they change shows in `unexplained`.
  ///
  /// *Live* is the resident part of the blocks that the tracer knows when it has recorded since launch
  /// (`MPROF_FRAMES`); otherwise older blocks are unknown to it and malloc's own count stands there, in which headers
  /// and per-thread caches are live too. Blocks below 64 KiB count whole, of larger ones the resident pages.
  ///
  /// - Throws: ``MemoryUsageError`` when `/proc/self/smaps` cannot be read, and elsewhere than on Linux.
  public func breakdown() throws(MemoryUsageError) -> MemoryBreakdown {
    #if os(Linux) && !MEMORY_PROFILER_FALLBACK
    mpr_thread_pause()
    defer { mpr_thread_resume() }
    do {
      return try BreakdownFacts.breakdown()
    } catch {
      throw .unreadable(path: "/proc/self/smaps", reason: error.reason)
    }
    #else
    throw .needsLinux
    #endif
  }
}
