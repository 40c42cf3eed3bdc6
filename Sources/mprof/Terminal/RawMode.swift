import Glibc
import Synchronization

/// The terminal's other screen, without echo and line editing, and the way back from it, which a signal handler can go, too.
enum RawMode {
  /// Whether there is something to restore.
  private static let isOn = Atomic<Bool>(false)
  private static let input = Atomic<CInt>(-1)
  /// The settings as they were found. Written before `isOn` is set.
  nonisolated(unsafe) private static let found = UnsafeMutablePointer<termios>.allocate(capacity: 1)

  /// Other screen, no cursor, no line wrapping, nothing on it.
  private static let enter = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[2J"
  private static let leave: StaticString = "\u{1B}[0m\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

  /// False when the file is no terminal. Signals from the keyboard stay on.
  static func turnOn(_ file: CInt) -> Bool {
    guard !isOn.load(ordering: .acquiring), tcgetattr(file, found) == 0 else { return false }
    var raw = found.pointee
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO | IEXTEN)
    raw.c_iflag &= ~tcflag_t(IXON | ICRNL)
    // In the background this stops the process until it is in front again.
    while tcsetattr(file, TCSADRAIN, &raw) != 0 { if errno != EINTR { return false } }
    input.store(file, ordering: .relaxed)
    isOn.store(true, ordering: .releasing)
    put(enter)
    return true
  }

  /// Everything as it was found. Safe in a signal handler, and when there is nothing to restore.
  static func turnOff() {
    guard isOn.exchange(false, ordering: .acquiringAndReleasing) else { return }
    _ = write(STDOUT_FILENO, leave.utf8Start, leave.utf8CodeUnitCount)
    _ = tcsetattr(input.load(ordering: .relaxed), TCSANOW, found)
  }

  /// All of it, to the terminal. What it refuses is lost.
  static func put(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count > 0 {
        bytes = bytes.dropFirst(count)
      } else if errno == EAGAIN {
        var output = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        poll(&output, 1, 1000)
      } else if errno != EINTR {
        return
      }
    }
  }

  /// In cells.
  static var size: (width: Int, height: Int) {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }
}
