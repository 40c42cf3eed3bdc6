/// One line on a terminal that says how far long work has come: written after one second, rewritten in place, and removed
/// at the end. For one thread.
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

public final class ProgressLine {
  private let now: () -> Duration
  /// nil where nobody looks.
  private let write: ((String) -> Void)?
  private let start: Duration
  private var lastWritten: Duration?
  /// Characters on the terminal.
  private var width = 0

  /// Work that takes less time is not spoken of.
  private static let patience = Duration.seconds(1)
  private static let pause = Duration.milliseconds(100)

  /// - Parameters:
  ///   - now: the time since any moment that stays the same.
  ///   - write: takes text for the terminal, with carriage returns and without line feeds.
  public init(now: @escaping () -> Duration, write: ((String) -> Void)?) {
    self.now = now
    self.write = write
    start = now()
  }

  /// On standard error if that is a terminal, else nowhere.
  public convenience init() {
    let start = ContinuousClock.now
    let isTerminal = isatty(STDERR_FILENO) == 1
    self.init(now: { ContinuousClock.now - start }, write: isTerminal ? { writeToStandardError($0) } : nil)
  }

  /// Shows `Symbolizing: 120 of 9000 addresses`, if it is time to.
  public func show(_ task: String, _ done: Int, of total: Int, _ things: String) {
    guard write != nil, isDue else { return }
    put("\(task): \(done) of \(total) \(things)")
  }

  /// Shows work of unknown length, if it is time to.
  public func show(_ task: String) {
    if write != nil, isDue { put("\(task) …") }
  }

  /// Removes the line.
  public func finish() {
    if width > 0 { put("") }
    lastWritten = nil
  }

  private var isDue: Bool {
    let time = now()
    guard time - start >= Self.patience, lastWritten.map({ time - $0 >= Self.pause }) ?? true else { return false }
    lastWritten = time
    return true
  }

  /// Blanks what a longer line left, without the terminal's own commands.
  private func put(_ text: String) {
    let rest = String(repeating: " ", count: max(0, width - text.count))
    write?("\r\(text)\(rest)" + (text.isEmpty ? "\r" : ""))
    width = text.count
  }
}

/// What cannot be written is not worth an error.
private func writeToStandardError(_ text: String) {
  var text = text
  text.withUTF8 { bytes in
    _ = write(STDERR_FILENO, bytes.baseAddress, bytes.count)
  }
}
