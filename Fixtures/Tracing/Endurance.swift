// Many threads, many events; the sums must be right in the end.
import Glibc
import MemoryProfiler
import Synchronization

private final class Exchange: @unchecked Sendable {
  let places = UnsafeMutablePointer<Atomic<UInt>>.allocate(capacity: 256)
  let stops = Atomic<Bool>(false)

  init() { for index in 0..<256 { (places + index).initialize(to: Atomic(0)) } }
  deinit { places.deallocate() }

  func work(_ seed: UInt) {
    var random = seed
    while !stops.load(ordering: .relaxed) {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      var block: UnsafeMutableRawPointer? = malloc(Int(random >> 52))
      if random >> 40 & 7 == 0 { block = realloc(block, Int(random >> 50)) }
      let other = places[Int(random >> 33 & 255)].exchange(UInt(bitPattern: block), ordering: .acquiringAndReleasing)
      free(UnsafeMutableRawPointer(bitPattern: other))
    }
  }

  func drain() {
    for index in 0..<256 {
      free(UnsafeMutableRawPointer(bitPattern: places[index].exchange(0, ordering: .acquiringAndReleasing)))
    }
  }
}

/// Runs `threads` workers, `meanwhile` on this thread, and gives what is left.
private func hammer(threads: Int, meanwhile: () -> Void) {
  let exchange = Exchange()
  // Small stacks: glibc then keeps those of all eight threads, and what it allocated with them, for the next ones.
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  pthread_attr_setstacksize(&attributes, 1 << 18)
  var all: [pthread_t] = []
  all.reserveCapacity(threads)
  for index in 0..<threads {
    let argument = Unmanaged.passRetained(Worker(exchange, UInt(index))).toOpaque()
    var thread = pthread_t()
    pthread_create(
      &thread, &attributes,
      { argument in
        Unmanaged<Worker>.fromOpaque(argument!).takeRetainedValue().run()
        return nil
      }, argument)
    all.append(thread)
  }
  meanwhile()
  exchange.stops.store(true, ordering: .relaxed)
  for thread in all { pthread_join(thread, nil) }
  exchange.drain()
}

private final class Worker {
  let exchange: Exchange
  let seed: UInt
  init(_ exchange: Exchange, _ seed: UInt) {
    self.exchange = exchange
    self.seed = seed
  }
  func run() { exchange.work(seed) }
}

/// Eight threads hand blocks to each other for so many seconds.
func handOver() throws {
  let seconds = UInt32(CommandLine.arguments[2])!
  hammer(threads: 8) { usleep(1000) }  // what a first thread makes for ever is made now
  try AllocationTracer.start(maximumFrames: 16)
  let before = try AllocationTracer.snapshot()
  hammer(threads: 8) { sleep(seconds) }
  let left = AllocationTracer.tracedMemory.current
  let after = try AllocationTracer.snapshot()
  let inside = after.sites.filter { $0.total.blocks > 10_000 }
  fact("live", BlockTotal(blocks: 0, bytes: 0) == inside.reduce(.zero) { $0 + $1.live })
  fact("difference", after.totals.live - before.totals.live)
  fact("of traced memory", left)
  fact("many blocks", after.totals.total.blocks > 1_000_000)
  fact("dropped", after.totals.droppedBlocks + after.totals.droppedTracebacks)
}

/// The tracer is started, cleared, read and stopped while eight threads allocate.
func stoppingWhileThreadsRun() throws {
  var failures: [String] = []
  hammer(threads: 8) {
    for round in 0..<50 {
      do {
        try AllocationTracer.start(maximumFrames: 1 + round % 50)
        AllocationTracer.clear()
        let snapshot = try AllocationTracer.snapshot()
        if snapshot.sites.contains(where: { $0.live.blocks < 0 || $0.live.bytes < 0 }) { failures.append("negative") }
        _ = try AllocationTracer.record(.all) { sched_yield() }
        try AllocationTracer.stop()
      } catch {
        failures.append("\(error)")
      }
    }
  }
  fact("failures", failures)
}
