#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// The sources of the figures: RSS, the clock, and the pause in which the profiler's own allocations do not count.
import CAllocationRecorder
import Glibc
import Synchronization

/// Runs `body` without recording what the calling thread allocates.
func withoutRecording<Result>(_ body: () throws -> Result) rethrows -> Result {
  mpr_thread_pause()
  defer { mpr_thread_resume() }
  return try body()
}

func monotonicNanoseconds() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// RSS of this process in bytes, from an open /proc/self/statm (one `pread` a sample).
enum ResidentMemory {
  private static let file = Atomic<Int32>(-1)
  private static let afterFork: Void = {
    // The file is the parent's; the number is left alone, because the child may have closed and reused it.
    pthread_atfork(nil, nil) { ResidentMemory.file.store(-1, ordering: .relaxed) }
  }()

  /// The open file, for the recorder; -1 when it cannot be opened.
  static var descriptor: Int32 {
    let open = file.load(ordering: .relaxed)
    return open >= 0 ? open : reopen()
  }

  static func current() -> Int? {
    let resident = mpr_read_resident(descriptor)
    if resident >= 0 { return Int(resident) }
    let again = mpr_read_resident(reopen())
    return again >= 0 ? Int(again) : nil
  }

  /// A program that closes all its descriptors closes ours: then it is opened anew. The high number keeps it away from
  /// programs that count on the lowest free one.
  private static func reopen() -> Int32 {
    _ = afterFork
    let low = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    let high = low < 0 ? -1 : fcntl(low, F_DUPFD_CLOEXEC, 900)
    if high >= 0 { close(low) }
    let opened = high >= 0 ? high : low
    file.store(opened, ordering: .relaxed)
    return opened
  }
}
#endif
