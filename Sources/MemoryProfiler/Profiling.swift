// Whether and what the wrappers measure, decided once for the process.
#if os(Linux) && !MEMORY_PROFILER_FALLBACK
import CAllocationRecorder
import Glibc
import Snapshots

enum Profiling {
  /// MEMORY_PROFILER=off.
  static let isTurnedOff: Bool = {
    guard let value = getenv("MEMORY_PROFILER") else { return false }
    return strcmp(value, "off") == 0
  }()

  /// False with MEMORY_PROFILER=off. Asking starts the recording of sizes: every block from then on is known.
  static let isOn: Bool = {
    if isTurnedOff { return false }
    recordSizes()
    mpr_leave_out_executors()
    return true
  }()

  /// Asked for wherever somebody gets a snapshot: what is done with it is not recorded.
  static let leaveOutOwnWork: Void = OwnWork.tell(pause: mpr_thread_pause, resume: mpr_thread_resume)

  private static func recordSizes() {
    let failure = mpr_record_sizes()
    guard failure != 0 else { return }
    let reason = String(cString: strerror(failure))
    ReportOutput.warn("allocations cannot be recorded (\(reason)); traced bytes are missing from all tables")
  }

  /// What a reader of a table must know about its figures.
  static func notes() -> [String] {
    var notes: [String] = []
    if !mpr_is_interposed() {
      notes.append(
        "Traced, Peak and Allocs are 0: the program does not link the product MemoryProfiler, which interposes malloc."
      )
    }
    var totals = mpr_totals()
    mpr_read_totals(&totals)
    if totals.dropped_blocks > 0 {
      notes.append("\(totals.dropped_blocks) blocks were dropped for lack of memory and are not in Traced.")
    }
    return notes
  }
}
#else
#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

enum Profiling {
  private static let explanation: Void = {
    let sentence = "MemoryProfiler: tables need Linux; profiled code runs unmeasured on this platform.\n"
    _ = sentence.withCString { write(2, $0, sentence.utf8.count) }
  }()

  /// Once for the process.
  static func explainMissingTables() { _ = explanation }
}
#endif
