// Cycles through closures, actors, tasks and what calls back.
import Dispatch
import Foundation

enum Closures {
  final class Loader {
    var done: () -> Void = {}
    var whenever: (() -> Int)?
    var later: (() async -> Void)?
    var count = 0
  }

  /// A closure that captures nothing but an object has no context of its own: the object is it.
  //! closureOfSelf: leaks: retain cycle ×10, 1 object, 72 B: Closures.Loader .done → Closures.Loader
  static func makeOfSelf() {
    let loader = Loader()
    loader.done = { loader.count += 1 }
    escape(loader)
  }

  //! closureWithMore: leaks: retain cycle ×10, 2 objects, 104 B: Closures.Loader .done → closure at CyclesOfClosures.swift:25 captured Closures.Loader → Closures.Loader
  static func makeWithMore() {
    let loader = Loader()
    let step = CommandLine.arguments.count
    loader.done = { loader.count += step }
    escape(loader)
  }

  //! optionalClosure: leaks: retain cycle ×10, 2 objects, 104 B: Closures.Loader .whenever → closure at CyclesOfClosures.swift:33 captured Closures.Loader → Closures.Loader
  static func makeOptional() {
    let loader = Loader()
    let step = CommandLine.arguments.count
    loader.whenever = { loader.count + step }
    escape(loader)
  }

  //! asyncClosure: leaks: retain cycle ×10, 2 objects, 104 B: Closures.Loader .later → closure at CyclesOfClosures.swift:41 captured Closures.Loader → Closures.Loader
  static func makeAsync() {
    let loader = Loader()
    let step = CommandLine.arguments.count
    loader.later = {
      await Task.yield()
      loader.count += step
    }
    escape(loader)
  }

  //! recursiveLocalClosure: leaks: retain cycle ×10, 4 objects, 128 B: box at CyclesOfClosures.swift:50 captured closure → closure at CyclesOfClosures.swift:53 captured closure → closure at CyclesOfClosures.swift:53 captured closure → closure at CyclesOfClosures.swift:52 captured var → box at CyclesOfClosures.swift:50
  static func makeRecursive() {
    let limit = CommandLine.arguments.count
    var factorial: ((Int) -> Int)?
    factorial = { $0 < limit ? 1 : $0 &* (factorial?($0 - 1) ?? 1) }
    withUnsafePointer(to: &factorial) { escape(UnsafeRawPointer($0)) }
    if factorial?(5) != 120 { print("wrong factorial") }
  }
}

enum WorkItems {
  final class Job {
    var item: DispatchWorkItem?
    var runs = 0
  }

  //! dispatchWorkItem: leaks: retain cycle ×10, 5 objects, 280 B: 104 B block → 48 B block → WorkItems.Job .item → Dispatch.DispatchWorkItem → 104 B block
  //! dispatchWorkItem: leaks, cycles alone: retain cycle ×10, 4 objects, 208 B: 104 B block → 48 B block → WorkItems.Job .item → Dispatch.DispatchWorkItem → 104 B block
  static func make() {
    let job = Job()
    job.item = DispatchWorkItem { job.runs += 1 }
    escape(job)
  }
}

enum Timers {
  /// On no run loop: a scheduled one would not leak.
  final class Clock: @unchecked Sendable {
    var timer: Timer?
    var ticks = 0
  }

  //! timerNeverScheduled: leaks: retain cycle ×10, 4 objects, 304 B: Foundation.Timer ._fire → Timers.Clock .timer → Foundation.Timer
  //! timerNeverScheduled: leaks, cycles alone: retain cycle ×10, 3 objects, 248 B: Foundation.Timer ._fire → Timers.Clock .timer → Foundation.Timer
  static func make() {
    let clock = Clock()
    clock.timer = Timer(timeInterval: 1, repeats: true) { _ in clock.ticks += 1 }
    escape(clock)
  }
}

enum Actors {
  actor Counter {
    /// Nobody else has them yet, so that nobody need be waited for.
    nonisolated(unsafe) var partner: Counter?
  }

  //! actor: leaks: retain cycle ×10, 2 objects, 240 B: Actors.Counter .partner → Actors.Counter .partner → Actors.Counter
  static func make() {
    let first = Counter()
    let second = Counter()
    first.partner = second
    second.partner = first
    escape(first)
  }
}

enum StuckTasks {
  final class Session: @unchecked Sendable {
    var task: Task<Void, Never>?
    var input: AsyncStream<Int>.Continuation?
    var sum = 0
  }

  /// Waits for more of its own stream, whose only writer it keeps alive.
  //! taskOnItsOwnStream debug: leaks: retain cycle ×7+, 12 objects, 2832 B: AsyncTask awaiting → task slab local values → StuckTasks.Session .task → AsyncTask
  //! taskOnItsOwnStream release: leaks: retain cycle ×7+, 11 objects, 1808 B: AsyncTask awaiting → task slab local values → StuckTasks.Session .task → AsyncTask
  //! taskOnItsOwnStream debug: leaks, cycles alone: retain cycle ×7+, 9 objects, 2664 B: AsyncTask awaiting → task slab local values → StuckTasks.Session .task → AsyncTask
  //! taskOnItsOwnStream release: leaks, cycles alone: retain cycle ×7+, 8 objects, 1640 B: AsyncTask awaiting → task slab local values → StuckTasks.Session .task → AsyncTask
  static func make() {
    let session = Session()
    let (stream, input) = AsyncStream.makeStream(of: Int.self)
    let isWaiting = DispatchSemaphore(value: 0)
    session.input = input
    session.task = Task.detached {
      for await number in stream {
        session.sum += number
        isWaiting.signal()
      }
    }
    input.yield(1)
    isWaiting.wait()
    escape(session)
  }
}

/// Starts a task and waits until it has ended, on this thread.
func runBlocking(_ body: @escaping @Sendable () async -> Void) {
  let hasEnded = DispatchSemaphore(value: 0)
  Task.detached {
    await body()
    hasEnded.signal()
  }
  hasEnded.wait()
}
