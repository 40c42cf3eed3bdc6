#if os(Linux)
import Glibc

enum SystemMessage {
  /// Of `errno`.
  static var last: String { text(errno) }
  static func text(_ error: Int32) -> String { String(cString: strerror(error)) }
}
#endif
