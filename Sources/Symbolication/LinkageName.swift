#if os(Linux)
import Synchronization

/// A function's mangled name, shared by all frames that show it, and its readable form once somebody has asked for it.
final class LinkageName: Sendable {
  let text: String
  private let readable = AtomicLazyReference<Readable>()

  init(_ text: String) { self.text = text }

  /// The name itself where there is nothing to demangle. Threads that ask at the same time may each demangle; one
  /// answer is kept.
  var function: String {
    if let known = readable.load() { return known.text }
    return readable.storeIfNil(Readable(demangled(text) ?? text)).text
  }

  private final class Readable: Sendable {
    let text: String
    init(_ text: String) { self.text = text }
  }
}
#else
/// Nothing makes one: there is no debug information to find it in.
final class LinkageName: Sendable {
  let text: String
  init(_ text: String) { self.text = text }
  var function: String { text }
}
#endif
