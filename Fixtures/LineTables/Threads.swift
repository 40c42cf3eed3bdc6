// Code that runs on several threads at the same moment.
import Glibc

/// Runs `body(1)` to `body(count)` on threads of their own and waits for them.
func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
  final class Start: Sendable {
    let number: Int
    let body: @Sendable (Int) -> Void
    init(_ number: Int, _ body: @escaping @Sendable (Int) -> Void) {
      self.number = number
      self.body = body
    }
  }
  let threads = (1...count).map { number in
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { argument in
        let start = Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue()
        start.body(start.number)
        return nil
      }, Unmanaged.passRetained(Start(number, body)).toOpaque())
    return thread
  }
  for thread in threads { pthread_join(thread, nil) }
}

/// Holds `count` threads until all of them have come.
struct MeetingPoint: @unchecked Sendable {
  private let barrier = UnsafeMutablePointer<pthread_barrier_t>.allocate(capacity: 1)

  init(_ count: Int) { pthread_barrier_init(barrier, nil, UInt32(count)) }

  @inline(never)
  func wait() { pthread_barrier_wait(barrier) }
}
