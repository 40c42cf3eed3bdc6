import Glibc
import Synchronization

/// A started program: its signals are its own, and those sent to us reach it.
struct ChildProcess {
  let id: pid_t

  /// For the signal handler.
  private static let current = Atomic<pid_t>(0)
  /// A terminal sends these to the program itself, since it is in our group.
  private static let fromTerminal = [SIGINT, SIGQUIT]
  private static let forwarded = [SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGALRM, SIGCONT, SIGWINCH]

  /// The program begins with the signals that we began with, what is ignored or blocked included: ours change when it has started.
  /// - Parameter environment: added to ours, replacing what is there.
  init(_ path: String, arguments: [String], environment: [String: String]) throws(RunError) {
    for (name, value) in environment { setenv(name, value, 1) }
    let copies = arguments.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    var started = pid_t()
    let failure = posix_spawn(&started, path, nil, nil, copies + [nil], environ)
    guard failure == 0 else { throw .cannotStart(path, failure) }
    id = started
    Self.current.store(id, ordering: .sequentiallyConsistent)
    for number in Self.fromTerminal { signal(number, SIG_IGN) }
    for number in Self.forwarded { signal(number) { kill(ChildProcess.current.load(ordering: .relaxed), $0) } }
  }

  /// Returns when the program has ended; its number stays its own until `wait`.
  func waitForEnd() {
    var information = siginfo_t()
    while waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
  }

  func wait() -> EndStatus {
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0 && errno == EINTR {}
    return EndStatus(waitStatus: status)
  }
}

/// How the program ended.
struct EndStatus {
  let waitStatus: Int32
  /// That ended it; 0 for none.
  var signal: Int32 { waitStatus & 0x7f }

  /// Ends this process in the same way: with the same status, or by the same signal.
  func endAlike() -> Never {
    let signalNumber = signal
    if signalNumber == 0 { exit(waitStatus >> 8 & 0xff) }
    // Whoever waits for us sees the signal; the core, if there is one, is the program's.
    var noCore = rlimit()
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &noCore)
    Glibc.signal(signalNumber, SIG_DFL)
    kill(getpid(), signalNumber)
    exit(128 + signalNumber)
  }
}
