import Glibc
import Reports

/// What can be shown on the whole screen.
protocol FullScreenView {
  /// In cells; called before anything else, and when the terminal's size changes.
  mutating func resize(width: Int, height: Int)
  /// As many as the terminal has rows.
  var lines: [StyledLine] { get }
  /// False for the key that ends it.
  mutating func press(_ key: Key) -> Bool
  /// There is something new: its pipe was written to.
  mutating func wake()
}

/// A view on the terminal's other screen until it ends. On every way out the terminal is as it was.
enum FullScreen {
  /// An escape that nothing follows for so long is the key. Sequences may come in pieces over slow lines.
  private static let escapeMilliseconds: CInt = 50

  /// Whether there is a terminal to show it on, and one to press keys at.
  static var isPossible: Bool { Output.isTerminal && ScreenPainter.hasScreen && input != nil }

  /// Standard input, or the process's terminal when that is something else.
  private static let input: CInt? = {
    if isatty(STDIN_FILENO) == 1 { return STDIN_FILENO }
    let file = open("/dev/tty", O_RDONLY | O_CLOEXEC)
    return file < 0 ? nil : file
  }()

  /// Returns when the view ends. A signal that asks the process to end ends it, after the terminal is restored.
  /// - Parameter pipe: what wakes the view.
  static func run(_ view: inout some FullScreenView, pipe: WakePipe? = nil) {
    guard let input else { return }
    TerminalSignals.handle()
    guard RawMode.turnOn(input) else { return }
    defer { RawMode.turnOff() }
    var (painter, decoder) = (ScreenPainter(), KeyDecoder())
    let files = [input, TerminalSignals.pipe.output] + (pipe.map { [$0.output] } ?? [])
    view.resize(width: RawMode.size.width, height: RawMode.size.height)
    while true {
      RawMode.put(painter.update(to: view.lines, width: RawMode.size.width))
      let ready = wait(for: files, milliseconds: decoder.isWaiting ? escapeMilliseconds : -1)
      if ready[1] { obey(TerminalSignals.pipe.receive(), input, &view, &painter) }
      if let pipe, ready[2] {
        _ = pipe.receive()
        view.wake()
      }
      guard let keys = keys(input, isReady: ready[0], &decoder) else { return }
      for key in keys where !view.press(key) { return }
    }
  }

  /// nil when the terminal is gone.
  private static func keys(_ input: CInt, isReady: Bool, _ decoder: inout KeyDecoder) -> [Key]? {
    if !isReady { return decoder.isWaiting ? decoder.rest() : [] }
    var bytes = [UInt8](repeating: 0, count: 1024)
    let count = read(input, &bytes, bytes.count)
    if count > 0 { return decoder.keys(from: bytes.prefix(count)) }
    return count < 0 && (errno == EINTR || errno == EAGAIN) ? [] : nil
  }

  private static func obey(
    _ signals: [UInt8], _ input: CInt, _ view: inout some FullScreenView, _ painter: inout ScreenPainter
  ) {
    for number in signals.map(CInt.init) {
      if number == SIGTSTP || TerminalSignals.isEnding(number) {
        RawMode.turnOff()
        TerminalSignals.sufferDefault(number)
      }
      // Here also after a stop. Whoever had the terminal meanwhile may have changed its settings and its screen.
      if number != SIGWINCH { RawMode.turnOff() }
      _ = RawMode.turnOn(input)
      painter.forget()
      view.resize(width: RawMode.size.width, height: RawMode.size.height)
    }
  }
}
