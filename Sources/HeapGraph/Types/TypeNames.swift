// Names as a person writes them: module and type, without what the compiler adds to tell private and local ones apart.
#if os(Linux)
enum TypeNames {
  /// The name of checked metadata.
  static func name(ofMetadata address: UInt) -> String {
    readable(ProgramRuntime.name(ofType: address))
  }

  /// "a.(unknown context at $5c6b0).Local" → "a.Local", "a.(Item in _EFF83A1F)<Swift.Int>" → "a.Item<Swift.Int>".
  static func readable(_ name: String) -> String {
    guard name.utf8.contains(UInt8(ascii: "(")) else { return name }
    var rest = Substring(name)
    var result = ""
    while let parenthesis = rest.firstIndex(of: "(") {
      result += rest[..<parenthesis]
      rest = rest[parenthesis...]
      result += takeContext(&rest) ?? takeOne(&rest)
    }
    return result + rest
  }

  private static func takeOne(_ rest: inout Substring) -> String { String(rest.removeFirst()) }

  /// What stands for a parenthesis at the start that is the compiler's; nil when it is the type's own.
  private static func takeContext(_ rest: inout Substring) -> String? {
    guard let end = rest.firstIndex(of: ")") else { return nil }
    let inside = rest[rest.index(after: rest.startIndex)..<end]
    let after = rest[rest.index(after: end)...]
    if inside.hasPrefix("unknown context at $") {
      rest = after.first == "." ? after.dropFirst() : after
      return ""
    }
    if inside.hasPrefix("extension in "), after.first == ":" {
      rest = after.dropFirst()
      return ""
    }
    guard let name = privateName(inside) else { return nil }
    rest = after
    return name
  }

  /// "Item in _EFF83A1F" → "Item".
  private static func privateName(_ text: Substring) -> String? {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[1] == "in", parts[2].first == "_", parts[2].dropFirst().allSatisfy(\.isHexDigit)
    else { return nil }
    return String(parts[0])
  }
}
#endif
