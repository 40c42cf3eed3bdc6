// What only a thread knows: its argument, its stack, its registers, its own variables, and its result.
import Glibc
import Synchronization

/// Runs `body` on a new thread.
func startThread(_ body: @escaping @Sendable () -> Void) -> pthread_t {
  final class Box {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  let error = pthread_create(
    &thread, nil,
    { argument in
      Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue().body()
      return nil
    }, Unmanaged.passRetained(Box(body)).toOpaque())
  precondition(error == 0, "no thread")
  return thread
}

private final class Signals: Sendable {
  let waiting = Atomic(0)
  let mayEnd = Atomic(false)
}

private nonisolated(unsafe) var key = pthread_key_t()

//! threads: started: no leaks
//! threads: in use: no leaks
//! threads: afterwards: no leaks
func threads() throws {
  pthread_key_create(&key) { Unmanaged<Leaf>.fromOpaque($0!).release() }
  let signals = Signals()
  let threads = (0..<8).map { _ in startThread { waitWithLeaves(signals) } }
  // Some have their argument alone, for nobody has run them yet.
  try check("started")
  while signals.waiting.load(ordering: .acquiring) < 8 { usleep(1000) }
  try check("in use")
  signals.mayEnd.store(true, ordering: .releasing)
  for thread in threads { pthread_join(thread, nil) }
  try check("afterwards")
}

/// Keeps objects on the stack, in its thread's storage and, as it calculates, in registers.
private func waitWithLeaves(_ signals: Signals) {
  let local = Leaf(1)
  let (one, two, three) = (Leaf(1), Leaf(2), Leaf(3))
  pthread_setspecific(key, Unmanaged.passRetained(Leaf(4)).toOpaque())
  signals.waiting.add(1, ordering: .releasing)
  var sum = 0
  while !signals.mayEnd.load(ordering: .acquiring) {
    sum &+= one.number &+ two.number &+ three.number
    one.other = one.other == nil ? Leaf(sum & 1) : nil
  }
  one.other = nil
  withExtendedLifetime(local) {}
}

/// What a thread's stack held when it ended is nobody's; malloc's caches and Swift's, which it had, were given back.
//! endedThread: leaks: unreferenced ×10, 2 objects, 120 B: Lost.Item
func endedThread() throws {
  pthread_join(startThread { for _ in 0..<10 { Lost.makeRetained() } }, nil)
  inject(0) {}
  try check("leaks")
}
