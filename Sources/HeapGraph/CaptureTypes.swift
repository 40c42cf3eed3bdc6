// What a context of the compiler's own holds, from the capture descriptor in its metadata: the captures of a closure, the
// one variable of a box, the payload of an indirect case or an existential. Which of these it is, nothing says.
#if os(Linux)
struct CaptureTypes {
  let images: ImageRanges
  private static let most: UInt32 = 64

  /// "(Swift.Int, main.Item)"; "" when nothing is known. A type that depends on a generic context is "_", a captured variable's
  /// box "var Swift.Int".
  func list(descriptor: UInt) -> String {
    guard descriptor & 3 == 0, images.contains(descriptor) else { return "" }
    let count = UInt32(truncatingIfNeeded: ProcessMemory.word(at: descriptor))
    guard (1...Self.most).contains(count) else { return "" }
    let names = (0..<UInt(count)).map { name(ofReference: descriptor + 12 + 4 * $0) ?? "_" }
    return names.allSatisfy { $0 == "_" } ? "" : " (" + names.joined(separator: ", ") + ")"
  }

  /// The mangled name lies where the relative pointer leads, and names other types by relative pointers in turn.
  private func name(ofReference reference: UInt) -> String? {
    let offset = Int32(truncatingIfNeeded: ProcessMemory.word(at: reference))
    let start = reference &+ UInt(bitPattern: Int(offset))
    guard images.contains(start), let length = mangledLength(at: start) else { return nil }
    let end = ProcessMemory.text(at: start + UInt(max(length - 4, 0)), limit: 8) ?? []
    let isBox = String(decoding: end, as: UTF8.self).hasSuffix("z_Xx")
    guard let name = typeName(at: start, length: isBox ? length - 4 : length) else { return nil }
    return isBox ? "var " + name : name
  }

  private func typeName(at address: UInt, length: Int) -> String? {
    guard length > 0, let start = UnsafePointer<UInt8>(bitPattern: address) else { return nil }
    let type = _getTypeByMangledNameInContext(start, UInt(length), genericContext: nil, genericArguments: nil)
    return type.map { TypeNames.readable(_typeName($0, qualified: true)) }
  }

  /// A byte below 0x18 is followed by a relative pointer, one below 0x20 by a whole one; either may contain zeros.
  private func mangledLength(at start: UInt) -> Int? {
    var length = 0
    while length < 4096 {
      switch ProcessMemory.word(at: start + UInt(length)) & 0xff {
      case 0: return length
      case 1...0x17: length += 5
      case 0x18...0x1f: length += 9
      default: length += 1
      }
    }
    return nil
  }
}
#endif
