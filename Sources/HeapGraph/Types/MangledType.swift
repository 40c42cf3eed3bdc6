// The mangled name of a type as it stands in an image, looked through before the runtime resolves it: the runtime ends the
// process over some names that depend on the generic context which they come from.
#if os(Linux)
struct MangledType {
  let address: UInt
  private(set) var length = 0
  /// A variable's box around the type.
  private(set) var isBox = false
  private var bytes: [UInt8] = []

  /// nil unless the name names one type wherever it stands, by other types' descriptors in images.
  init?(at address: UInt, descriptors: inout ContextDescriptors) {
    guard descriptors.images.contains(address) else { return nil }
    self.address = address
    while let byte = next() {
      switch byte {
      case 0:
        checkBox()
        return
      case 1, 2: guard isReference(isIndirect: byte == 2, &descriptors) else { return nil }
      // Identifiers abbreviated by words of others; rare beside references to types.
      case UInt8(ascii: "0"): return nil
      case UInt8(ascii: "1")...UInt8(ascii: "9"): guard skipIdentifier(byte) else { return nil }
      case UInt8(ascii: "A"): guard skipSubstitutions() else { return nil }
      case UInt8(ascii: "S"): guard skipStandardType() else { return nil }
      case UInt8(ascii: "B"): guard skipBuiltin() else { return nil }
      case UInt8(ascii: "X"): guard let kind = next(), Self.holders.contains(kind) else { return nil }
      default: guard Self.operators.contains(byte) else { return nil }
      }
    }
    return nil
  }

  /// Not among them: generic parameters (x, q), what is associated with them or opaque (Q), their requirements (R, r, l), and
  /// functions as the optimizer sees them (I), which may contain all of these.
  private static let operators = Set("CDEFGKLMNOPVYZabcdefghijkmnopstuvwyz_".utf8)

  /// Behind an X: a variable's box; a weak, unowned or unmanaged reference.
  private static let holders = Set("xwou".utf8)

  private mutating func next() -> UInt8? {
    guard length < 4096 else { return nil }
    if length == bytes.count {
      ProcessMemory.words(at: address + UInt(length), count: 8).withUnsafeBytes { bytes += $0 }
    }
    defer { length += 1 }
    return bytes[length]
  }

  /// A relative pointer to a descriptor, or to a pointer to one.
  private mutating func isReference(isIndirect: Bool, _ descriptors: inout ContextDescriptors) -> Bool {
    let place = address + UInt(length)
    var offset: UInt32 = 0
    for shift in stride(from: 0 as UInt32, to: 32, by: 8) {
      guard let byte = next() else { return false }
      offset |= UInt32(byte) << shift
    }
    var target = place &+ UInt(bitPattern: Int(Int32(bitPattern: offset)))
    if isIndirect { target = descriptors.images.contains(target) ? ProcessMemory.word(at: target) : 0 }
    return descriptors.kind(at: target) != nil
  }

  /// Its length in decimal, then so many bytes.
  private mutating func skipIdentifier(_ first: UInt8) -> Bool {
    var count = Int(first - UInt8(ascii: "0"))
    while let byte = next() {
      guard case UInt8(ascii: "0")...UInt8(ascii: "9") = byte, count < 1000 else {
        for _ in 1..<count where (next() ?? 0) == 0 { return false }
        return true
      }
      count = count * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return false
  }

  /// What stood before: letters, the last of them a capital, each with its repetitions before it; or a number and a "_".
  private mutating func skipSubstitutions() -> Bool {
    while let byte = nextBehindNumber() {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"): continue
      default: return byte == UInt8(ascii: "_") || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      }
    }
    return false
  }

  /// A letter, with its repetitions before it; types of concurrency have a second one behind a c.
  private mutating func skipStandardType() -> Bool {
    guard let letter = nextBehindNumber() else { return false }
    return letter != 0 && (letter != UInt8(ascii: "c") || (next() ?? 0) != 0)
  }

  /// A letter; the widths of integers, floating-point numbers and vectors behind it end with a "_".
  private mutating func skipBuiltin() -> Bool {
    guard let letter = next(), letter != 0 else { return false }
    return !"ifv".utf8.contains(letter) || nextBehindNumber() == UInt8(ascii: "_")
  }

  private mutating func nextBehindNumber() -> UInt8? {
    while let byte = next() {
      if !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { return byte }
    }
    return nil
  }

  /// Without the 0 behind it, and the box's suffix.
  private mutating func checkBox() {
    length -= 1
    isBox = bytes[..<length].suffix(4).elementsEqual("z_Xx".utf8)
    if isBox { length -= 4 }
  }
}
#endif
