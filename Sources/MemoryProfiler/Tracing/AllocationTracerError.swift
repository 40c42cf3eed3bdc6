#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Why the tracer could not do what it was asked. `description` is one sentence that says what to do.
public enum AllocationTracerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// `start` while it traces, with so many frames.
  case alreadyTracing(maximumFrames: Int)
  /// `stop` or `snapshot` while it does not.
  case notTracing
  /// A frame limit outside `AllocationTracer.frameLimits`.
  case frameLimitOutOfRange(Int)
  /// Nothing in the process calls the recorder.
  case notInterposed
  /// Not Linux.
  case unsupportedPlatform
  /// The recorder cannot have the memory it needs, or the like; the number is `errno`.
  case recorder(error: Int32)

  /// One sentence.
  public var description: String {
    switch self {
    case .alreadyTracing(let frames):
      "Allocations are traced already, with up to \(frames) frames; call AllocationTracer.stop() before starting anew."
    case .notTracing:
      "Allocations are not traced; call AllocationTracer.start() before, or run the program with MPROF_FRAMES=256."
    case .frameLimitOutOfRange(let frames):
      "A traceback cannot have up to \(frames) frames; give a number from 1 to \(AllocationTracer.frameLimits.upperBound)."
    case .notInterposed:
      "Allocations cannot be traced: the program does not link the product MemoryProfiler, which interposes malloc; "
        + "add the product, not the module, to the target's dependencies."
    case .unsupportedPlatform:
      "Allocations can be traced on Linux only."
    case .recorder(let error):
      "Allocations cannot be traced: \(String(cString: strerror(error))); give the process more address space, or, after "
        + "four million tracebacks, starts and clears together, start it anew."
    }
  }
}
