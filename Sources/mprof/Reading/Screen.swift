import Glibc
import Reports

/// Where text is shown: how paths are spelled there, and how wide it is.
struct Screen {
  let paths: PathSpelling
  /// In characters; nil when standard output is not a terminal.
  let width: Int?

  static var current: Screen {
    Screen(paths: PathSpelling(folder: workingFolder), width: Output.isTerminal ? terminalWidth : nil)
  }

  static var workingFolder: String? {
    guard let folder = getcwd(nil, 0) else { return nil }
    defer { free(folder) }
    return String(cString: folder)
  }

  private static var terminalWidth: Int? {
    var size = winsize()
    return ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : nil
  }
}

extension Output {
  func put(_ text: String) throws { try put(Array(text.utf8)) }
}
