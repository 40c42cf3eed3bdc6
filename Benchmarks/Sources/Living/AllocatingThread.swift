import Glibc
import Synchronization

/// A thread that allocates and frees in a loop and notes the longest time that one turn took.
public final class AllocatingThread: Sendable {
  /// Nanoseconds; set back by who asks.
  private let longest = Atomic<UInt64>(0)
  private let turns = Atomic<UInt64>(0)

  public init() {}

  public func start() {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self).toOpaque()
    let error = pthread_create(
      &thread, nil,
      { context in
        if let context { Unmanaged<AllocatingThread>.fromOpaque(context).takeUnretainedValue().run() }
        return nil
      }, context)
    precondition(error == 0, "no thread")
  }

  private func run() -> Never {
    var last = now()
    while true {
      free(malloc(64))
      let time = now()
      longest.max(time - last, ordering: .relaxed)
      last = time
      turns.add(1, ordering: .relaxed)
    }
  }

  /// Seconds of the longest turn that ended while `body` ran, or just after.
  public func longestPause(_ body: () throws -> Void) rethrows -> Double {
    waitForTurn()
    longest.store(0, ordering: .relaxed)
    try body()
    waitForTurn()
    return Double(longest.load(ordering: .relaxed)) / 1e9
  }

  /// So that a turn which is under way is counted.
  private func waitForTurn() {
    let seen = turns.load(ordering: .relaxed)
    while turns.load(ordering: .relaxed) < seen + 2 {}
  }

  private func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
