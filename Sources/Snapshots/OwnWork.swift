/// What the profiler does for itself, told to a recorder in the same process, so that looking at a snapshot does not
/// show in the next one. In a process without a recorder nothing is told.
#if os(Linux)
import Synchronization

package enum OwnWork {
  private struct Recorder: Sendable {
    var pause: @Sendable () -> Void
    var resume: @Sendable () -> Void
  }
  private static let recorder = Mutex<Recorder?>(nil)

  /// From now on `pause` and `resume` are called around own work, on its thread; they nest.
  package static func tell(pause: @escaping @Sendable () -> Void, resume: @escaping @Sendable () -> Void) {
    recorder.withLock { $0 = Recorder(pause: pause, resume: resume) }
  }

  /// Runs `body`, which is the profiler's own work.
  package static func run<Result, Failure>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    let recorder = recorder.withLock { $0 }
    recorder?.pause()
    defer { recorder?.resume() }
    return try body()
  }
}
#else
package enum OwnWork {
  /// There is no recorder on this platform.
  package static func run<Result, Failure>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    try body()
  }
}
#endif
