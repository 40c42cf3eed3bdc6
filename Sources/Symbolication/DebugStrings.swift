#if os(Linux)
/// One copy of each name in a file's debug information, however many frames show it. The pointers given to it are into
/// sections of the open file and must stay what they are while `self` lives.
final class DebugStrings {
  private var known: [UnsafePointer<CChar>: String] = [:]

  func text(_ pointer: UnsafePointer<CChar>) -> String {
    if let text = known[pointer] { return text }
    let text = String(cString: pointer)
    known[pointer] = text
    return text
  }
}
#endif
