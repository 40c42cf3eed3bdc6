#if os(Linux)
  /// One copy of each text in a file's debug information, however many frames show it. The pointers given to it are into
  /// sections of the open file or libdw's tables, and must stay what they are while `self` lives.
  final class DebugStrings {
    private var known: [UnsafePointer<CChar>: String] = [:]
    private var files: [UnsafePointer<CChar>: String] = [:]
    private var last: (pointer: UnsafePointer<CChar>, text: String)?

    /// The name of a source file. libdw and others put the compile directory even before the compiler's placeholders.
    func file(_ pointer: UnsafePointer<CChar>) -> String {
      if let last, last.pointer == pointer { return last.text }
      let text = files[pointer] ?? fileName(String(cString: pointer))
      files[pointer] = text
      last = (pointer, text)
      return text
    }

    func text(_ pointer: UnsafePointer<CChar>) -> String {
      if let text = known[pointer] { return text }
      let text = String(cString: pointer)
      known[pointer] = text
      return text
    }

    private func fileName(_ path: String) -> String {
      for placeholder in SourceLocation.placeholders where path.hasSuffix(placeholder) { return placeholder }
      return path
    }
  }
#endif
