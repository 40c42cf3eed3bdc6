#if os(Linux)
/// One copy of each name in a file's debug information, however many frames show it. The pointers given to it are into
/// sections of the open file and must stay what they are while `self` lives.
final class DebugStrings {
  // No access to them ends after another began.
  @exclusivity(unchecked) private var plain: [UnsafePointer<CChar>: String] = [:]
  @exclusivity(unchecked) private var linkage: [UnsafePointer<CChar>: LinkageName] = [:]

  func text(_ pointer: UnsafePointer<CChar>) -> String {
    if let text = plain[pointer] { return text }
    let text = String(cString: pointer)
    plain[pointer] = text
    return text
  }

  func linkageName(_ pointer: UnsafePointer<CChar>) -> LinkageName {
    if let name = linkage[pointer] { return name }
    let name = LinkageName(String(cString: pointer))
    linkage[pointer] = name
    return name
  }
}
#endif
