import Glibc
import MemoryProfiler

func asyncCode() async {
  await acrossSuspension()
  await loopOfSuspensions()
  for n in 0..<2 { try? await failingLater(n) }
  await recursiveLater(3)
  await steps()
  await withoutStepsLater()
}

/// Suspends, and goes on whichever thread is free: the conductor, a thread of its own, wakes it. Allocates nothing
/// (`Task.yield` makes a block of 80 bytes that a worker frees).
@inline(never)
func hop() async {
  await withUnsafeContinuation { Conductor.wake($0) }
}

/// A thread that resumes whatever is handed to it, through a place in memory for each.
enum Conductor {
  private static let places = 64
  nonisolated(unsafe) private static let waiting = UnsafeMutablePointer<UnsafeContinuation<Void, Never>?>.allocate(
    capacity: places)
  nonisolated(unsafe) private static let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  nonisolated(unsafe) private static let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  static func start() {
    waiting.initialize(repeating: nil, count: places)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { _ in
        while true { Conductor.next().resume() }
      }, nil)
    pthread_detach(thread)
  }

  static func wake(_ continuation: UnsafeContinuation<Void, Never>) {
    pthread_mutex_lock(mutex)
    for place in 0..<places where waiting[place] == nil {
      waiting[place] = continuation
      break
    }
    pthread_cond_signal(changed)
    pthread_mutex_unlock(mutex)
  }

  private static func next() -> UnsafeContinuation<Void, Never> {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      for place in 0..<places {
        guard let continuation = waiting[place] else { continue }
        waiting[place] = nil
        return continuation
      }
      pthread_cond_wait(changed, mutex)
    }
  }
}

/// What a process or a task allocates only once, the runtime's metadata and the task's own stack, is allocated before
/// anything is measured.
func warmUp() async {
  _ = refused
  var chain = Chain()
  chain.add(16)
  chain.dropAll()
  await useBrieflyLater(10)
  drop(await makeLater(10))
  await deepen(24)
}

@inline(never)
private func deepen(_ depth: Int) async {
  let values = (depth, depth + 1, depth + 2, depth + 3)
  if depth > 0 { await deepen(depth - 1) }
  await hop()
  precondition(values.0 == depth && values.3 == depth + 3)
}

@inline(never)
func makeLater(_ bytes: Int) async -> Block {
  await hop()
  let block = make(bytes)
  await hop()
  return block
}

@inline(never)
func useBrieflyLater(_ bytes: Int) async {
  let whole = make(bytes)
  await hop()
  let half = make(bytes / 2)
  await hop()
  drop(whole)
  drop(half)
}

@Profiled(precision: 8)
func acrossSuspension() async {
  let first = make(1_000)  //! traced=1_000 allocs=1 runs=1 peak=1_000
  await hop()  //! runs=1 runtime
  let second = await makeLater(64 * mebibyte)  //! traced=64*1_048_576 allocs=1 runs=1 peak=64*1_048_576 rss≈64MiB
  await useBrieflyLater(2_000)  //! traced=0 allocs=2 runs=1 peak=3_000
  drop(first)  //! traced=-1_000 runs=1
  drop(second)  //! traced=-64*1_048_576 runs=1 rss≈-64MiB
  // The child task runs beside this one: on which of these lines it allocates is anybody's guess.
  async let third = makeLater(300)  //! runtime
  drop(await third)  //! runs=1 runtime
  await hop()  //! runs=1 runtime
}

@Profiled(precision: 8)
func loopOfSuspensions() async {
  var chain = Chain()
  for n in 0..<10 {  //! runs=11
    chain.add(100)  //! traced=10*100 allocs=10 runs=10
    if n % 2 == 0 { await useBrieflyLater(60) }  //! allocs=5*2 runs=10 peak=90
  }
  chain.dropAll()  //! traced=-10*100 runs=1
}

@Profiled(precision: 8)
func failingLater(_ n: Int) async throws {
  let block = await makeLater(100)  //! traced=2*100 allocs=2 runs=2
  defer { drop(block) }  //! traced=-2*100 runs=2
  guard n > 0 else { throw refused }  //! runs=2
  await useBrieflyLater(10)  //! allocs=2 runs=1
}

@Profiled(precision: 8)
func recursiveLater(_ depth: Int) async {
  let block = await makeLater(100)  //! traced=100 allocs=1 runs=4
  if depth > 0 {  //! runs=4
    await recursiveLater(depth - 1)  //! allocs=3 runs=3 peak=300
  }
  drop(block)  //! traced=-100 runs=4
}

func steps() async {
  await profile("async steps", options: ProfileOptions(precision: 8)) { step in  //! runs=1
    let block = await step("make") { await makeLater(500) }  //! traced=500 allocs=1 runs=1
    await step {  //! traced=-500 runs=1
      await hop()
      drop(block)
    }
    step { useBriefly(20) }  //! allocs=2 runs=1 peak=30
  }
}

func withoutStepsLater() async {
  await profile("async without steps", options: ProfileOptions(precision: 8)) {
    let block = make(1_000)  //! traced=1_000 allocs=1 peak=1_000
    await hop()
    await useBrieflyLater(2_000)  //! allocs=2 peak=3_000
    drop(block)  //! traced=-1_000
  }
}
