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
  //! closureOfSelf: retain cycle ×10, 1 object, 80 B: Closures.Loader .done → Closures.Loader
  static func makeOfSelf() {
    let loader = Loader()
    loader.done = { loader.count += 1 }
    escape(loader)
  }

  //! closureWithMore: retain cycle ×10, 2 objects
  static func makeWithMore() {
    let loader = Loader()
    let step = CommandLine.arguments.count
    loader.done = { loader.count += step }
    escape(loader)
  }

  //! optionalClosure: retain cycle ×10, 2 objects
  static func makeOptional() {
    let loader = Loader()
    let step = CommandLine.arguments.count
    loader.whenever = { loader.count + step }
    escape(loader)
  }

  //! asyncClosure: retain cycle ×10, 2 objects
  static func makeAsync() {
    let loader = Loader()
    let step = CommandLine.arguments.count
    loader.later = {
      await Task.yield()
      loader.count += step
    }
    escape(loader)
  }

  //! recursiveLocalClosure: retain cycle ×10, 2 objects
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

  //! dispatchWorkItem: retain cycle ×10
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

  //! timerNeverScheduled: retain cycle ×10
  static func make() {
    let clock = Clock()
    clock.timer = Timer(timeInterval: 1, repeats: true) { _ in clock.ticks += 1 }
    escape(clock)
  }
}

enum Actors {
  actor Counter {
    private var partner: Counter?
    /// Nobody else has the new one, so that it need not be waited for.
    init(partner: Counter? = nil) { self.partner = partner }
    func join(_ other: Counter) { partner = other }
  }

  //! actor: retain cycle ×10, 2 objects
  static func make() {
    let first = Counter()
    let second = Counter(partner: first)
    runBlocking { await first.join(second) }
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
  //! taskOnItsOwnStream: retain cycle ×10
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
