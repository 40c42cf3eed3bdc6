// One capture at a time in a process, from its picture to its result.
#if os(Linux)
import Glibc
import Synchronization

/// What one capture works with looks like references in the picture of another. No lock: fork may leave it held in the child, where
/// whoever held it does not go on.
enum CaptureTurn {
  /// The process ID of who captures; 0 for nobody.
  private static let holder = Atomic<Int32>(0)
  /// A million blocks take some 0.2 s.
  private static let mostWaits = 30_000

  static func take<R>(_ body: () throws(HeapGraphError) -> R) throws(HeapGraphError) -> R {
    let process = getpid()
    for _ in 0..<mostWaits {
      let other = holder.load(ordering: .relaxed)
      if other != process,
        holder.compareExchange(expected: other, desired: process, ordering: .acquiring).exchanged
      {
        defer { holder.store(0, ordering: .releasing) }
        return try body()
      }
      usleep(1000)
    }
    throw .captureInProgress
  }
}
#endif
