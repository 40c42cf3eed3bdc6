/// Why there is no picture of the heap. `description` is one sentence that says what to do.
public enum HeapGraphError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No blocks are recorded, so none is known.
  case notRecorded
  /// Nothing in the process calls the recorder.
  case notInterposed
  /// Not Linux.
  case unsupportedPlatform
  /// Other threads have captured without a pause for half a minute.
  case captureInProgress
  /// No way to stop the other threads is allowed.
  case threadsCannotBeStopped
  /// A thread did not stand still in time; 0: none in particular.
  case threadDidNotStop(Int)
  /// The copy of the process ended before it had answered.
  case copyEnded
  /// Classes cannot be watched; the text is the system's.
  case classesNotTracked(String)
  /// There is no memory, or no process to be had; the text is the system's.
  case noRoom(String)

  /// One sentence.
  public var description: String {
    switch self {
    case .notRecorded:
      "The heap's blocks are not recorded; call AllocationTracer.start() early, or run the program with MPROF_FRAMES=0 (sizes alone) or "
        + "MPROF_FRAMES=256 (with tracebacks) in the environment."
    case .notInterposed:
      "The heap's blocks cannot be recorded: the program does not link the product MemoryProfiler, which interposes malloc; "
        + "add the product, not the module, to the target's dependencies."
    case .unsupportedPlatform:
      "The heap can be captured on Linux only."
    case .captureInProgress:
      "The heap is being captured by other threads without a pause; capture from one place."
    case .threadsCannotBeStopped:
      "The other threads cannot be stopped, since neither ptrace nor the signal SIGPROF is allowed; allow one of them in the sandbox."
    case .threadDidNotStop(0):
      "The heap was never at rest while it was to be captured; try again when fewer threads reallocate large blocks."
    case .threadDidNotStop(let thread):
      "Thread \(thread) did not stop, since it blocks SIGPROF and ptrace is not allowed; allow one of them."
    case .copyEnded:
      "The copy of the process that was to be looked through was ended from outside; give the process more memory, and try again."
    case .classesNotTracked(let reason):
      "The classes cannot be tracked: \(reason); track at most 256 in a process."
    case .noRoom(let reason):
      "The heap cannot be captured: \(reason); allow more memory, address space or processes."
    }
  }
}
