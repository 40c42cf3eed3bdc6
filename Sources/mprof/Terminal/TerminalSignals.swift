import Glibc
import Synchronization

/// Signals as bytes in a pipe while a view is on the terminal. Those that end the process by a fault restore the terminal
/// in the handler and end it as they would have.
enum TerminalSignals {
  /// Each byte is a signal's number.
  static let pipe = WakePipe()

  private static let ending = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
  private static let others = [SIGTSTP, SIGCONT, SIGWINCH]
  private static let faults = [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT]

  static func isEnding(_ signal: CInt) -> Bool { ending.contains(signal) }

  static func handle() {
    _ = pipe
    for number in ending + others where !isIgnored(number) { handle(number) }
    for number in faults {
      signal(number) {
        RawMode.turnOff()
        signal($0, SIG_DFL)
        kill(getpid(), $0)
      }
    }
  }

  /// As nohup and shells without job control want it to be.
  private static func isIgnored(_ number: CInt) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func handle(_ number: CInt) { signal(number) { TerminalSignals.pipe.send(UInt8($0)) } }

  /// What the signal does to a process that does not handle it: it ends, or stops until it is continued.
  static func sufferDefault(_ number: CInt) {
    signal(number, SIG_DFL)
    kill(getpid(), number)
    if !isEnding(number) { handle(number) }
  }
}
