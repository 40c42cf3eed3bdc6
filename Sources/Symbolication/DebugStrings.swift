#if os(Linux)
  /// One copy of each text in a file's debug information, however many frames show it. The pointers given to it are into
  /// sections of the open file or libdw's tables, and must stay what they are while `self` lives.
  final class DebugStrings {
    private var known: [UnsafePointer<CChar>: String] = [:]
    private var last: (pointer: UnsafePointer<CChar>, text: String)?

    func text(_ pointer: UnsafePointer<CChar>) -> String {
      if let last, last.pointer == pointer { return last.text }
      let text = known[pointer] ?? String(cString: pointer)
      known[pointer] = text
      last = (pointer, text)
      return text
    }
  }
#endif
