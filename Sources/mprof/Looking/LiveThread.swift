import Glibc
import Reports
import Snapshots
import Synchronization

/// Reads, at intervals and when asked, and looks up places in between.
final class LiveThread: Sendable {
  enum News: Sendable {
    case reading(LiveReading, [MemorySample])
    case failure(String)
  }

  let results = WakePipe()
  private let requests = WakePipe()
  private let asked = Mutex<[LiveView.Action]>([])
  private let news = Mutex<[News]>([])
  private let reader: Mutex<LiveReader>
  private let firstInterval: Duration

  /// Reading takes at most a fifth of the time, whatever the interval: recordings of thousands of processes are large.
  private static let patience = 4

  init(_ reader: LiveReader, interval: Duration) {
    self.reader = Mutex(reader)
    firstInterval = interval
  }

  func ask(_ action: LiveView.Action) {
    asked.withLock { $0.append(action) }
    requests.send()
  }

  /// Since the last time.
  func take() -> [News] {
    news.withLock { news in
      defer { news = [] }
      return news
    }
  }

  /// For the rest of the process. Signals are the main thread's.
  func start() {
    var (all, before, thread) = (sigset_t(), sigset_t(), pthread_t())
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    pthread_create(
      &thread, nil,
      { pointer in
        Unmanaged<LiveThread>.fromOpaque(pointer!).takeRetainedValue().run()
      }, Unmanaged.passRetained(self).toOpaque())
    pthread_sigmask(SIG_SETMASK, &before, nil)
  }

  private func run() -> Never {
    var (interval, due) = (firstInterval, ContinuousClock.now)
    while true {
      let isAsked = obey(&interval)
      if isAsked || ContinuousClock.now >= due {
        let took = ContinuousClock().measure { read() }
        due = ContinuousClock.now + max(interval, took * Self.patience)
      }
      // What is missing is looked up until the next reading.
      if let more = reader.withLock({ $0.nameMore() }) {
        tell(.reading(more, []))
      } else {
        wait(until: due)
      }
    }
  }
}

extension LiveThread {
  private func read() {
    do {
      let (reading, samples) = try reader.withLock { try $0.read() }
      tell(.reading(reading, samples))
    } catch {
      tell(.failure("\(error)"))
    }
  }

  private func tell(_ piece: News) {
    news.withLock { $0.append(piece) }
    results.send()
  }

  /// Whether something is to be read now.
  private func obey(_ interval: inout Duration) -> Bool {
    _ = requests.receive()
    let actions = asked.withLock { asked in
      defer { asked = [] }
      return asked
    }
    for action in actions {
      switch action {
      case .mark: mark()
      case .process(let id): reader.withLock { $0.choose(id) }
      case .interval(let chosen): interval = chosen
      case .quit: break
      }
    }
    return !actions.isEmpty && !actions.allSatisfy { $0 == .mark }
  }

  /// From what is there now, not from what was read last.
  private func mark() {
    read()
    if let marked = reader.withLock({ $0.mark() }) { tell(.reading(marked, [])) }
  }

  private func wait(until due: ContinuousClock.Instant) {
    // When all have ended nothing changes any more, unless somebody asks.
    let isAnyRunning = reader.withLock { $0.isAnyRunning }
    let rest = ContinuousClock.now.duration(to: due).components
    let milliseconds = rest.seconds * 1000 + rest.attoseconds / 1_000_000_000_000_000 + 1
    _ = mprof.wait(for: [requests.output], milliseconds: isAnyRunning ? CInt(clamping: max(0, milliseconds)) : -1)
  }
}
