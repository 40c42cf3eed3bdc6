import Glibc
import Snapshots
import Synchronization

/// Watches a program that was started: its memory goes into the timeline, and its time may run out. A thread of its own, because
/// the first one waits for the program's end.
final class Sampler: Sendable {
  /// What is sampled besides the program itself.
  enum Children {
    case none
    /// Added to the program's own.
    case included
    /// Each for itself.
    case separate
  }

  private let process: Int
  private let interval: Duration
  private let children: Children
  private let deadline: ContinuousClock.Instant?
  /// nil once the program has ended: nothing is written after that.
  private let writer: Mutex<Writer>
  private struct Writer: ~Copyable { var timeline: TimelineWriter? }

  /// The first moments lie closer together, so that a short program has a timeline too.
  private static let shortest = Duration.milliseconds(1)
  /// From the polite signal to the one that no program can catch.
  private static let patience = Duration.seconds(5)

  /// - Parameters:
  ///   - interval: from one sample to the next.
  ///   - timeout: after which the program is asked to end.
  init(process: Int, recording: String, interval: Duration, children: Children, timeout: Duration?) {
    self.process = process
    self.interval = interval
    self.children = children
    deadline = timeout.map { .now + $0 }
    writer = Mutex(Writer(timeline: TimelineWriter(recording)))
  }

  func start() {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self).toOpaque()
    let failure = pthread_create(
      &thread, nil,
      { context in
        Unmanaged<Sampler>.fromOpaque(context!).takeRetainedValue().run()
        return nil
      }, context)
    if failure != 0 { Unmanaged<Sampler>.fromOpaque(context).release() }
  }

  /// The program has ended: its number may be another's soon.
  func stop() { writer.withLock { $0.timeline = nil } }

  private func run() {
    var (pause, moment) = (min(Self.shortest, interval), 0)
    var signals = deadline.map { [(SIGTERM, $0), (SIGKILL, $0 + Self.patience)] } ?? []
    while sample(moment) {
      while let first = signals.first, first.1 <= .now { signal(signals.removeFirst().0) }
      let next = signals.first.map { min(pause, ContinuousClock.now.duration(to: $0.1)) } ?? pause
      usleep(useconds_t(max(1000, next.nanoseconds / 1000)))
      pause = min(pause + pause, interval)
      moment += 1
    }
  }

  /// False once the program has ended.
  private func sample(_ moment: Int) -> Bool {
    writer.withLock { writer in
      guard let timeline = writer.timeline else { return false }
      if moment % timeline.stride == 0 { addSamples(to: timeline) }
      return true
    }
  }

  private func addSamples(to timeline: TimelineWriter) {
    guard let resident = ProcessTree.resident(of: process) else { return }
    let live = timeline.liveBytes()
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let now = Duration.seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    var own = MemorySample(process: process, time: now, resident: resident, traced: live[process])
    for child in children == .none ? [] : ProcessTree.descendants(of: process) {
      guard let resident = ProcessTree.resident(of: child) else { continue }
      if children == .included {
        own.resident += resident
        own.traced = live[child].map { $0 + (own.traced ?? 0) } ?? own.traced
      } else {
        timeline.add(MemorySample(process: child, time: now, resident: resident, traced: live[child]))
      }
    }
    timeline.add(own)
  }

  /// To the program, unless it has ended.
  private func signal(_ number: CInt) {
    writer.withLock { if $0.timeline != nil { kill(pid_t(process), number) } }
  }
}
