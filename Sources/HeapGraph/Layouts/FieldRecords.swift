// What the compiler writes about a type's stored properties or cases: their names, and their types as mangled names.
#if os(Linux)
import Reports

struct FieldRecord {
  var name: String
  /// nil for a case without payload.
  var type: MangledField?
  /// A case whose payload is in a box.
  var isIndirect: Bool

  private static let most = 10_000

  /// Of a nominal type's checked descriptor; in the order of the declarations, with an enum's payload cases first.
  static func records(descriptor: UInt, images: ImageRanges) -> [FieldRecord] {
    let place = descriptor + 16
    let fields = relative(at: place)
    guard images.contains(fields) else { return [] }
    // Type name and superclass, {kind, record size}, count.
    let words = ProcessMemory.words(at: fields, count: 2)
    let count = Int(words[1] >> 32)
    guard words[1] >> 16 & 0xffff == 12, count < most else { return [] }
    return (0..<UInt(count)).map { FieldRecord(at: fields + 16 + 12 * $0, images: images) }
  }

  /// Flags and relative pointers to the type and the name.
  private init(at address: UInt, images: ImageRanges) {
    isIndirect = ProcessMemory.word(at: address) & 1 != 0
    type = MangledField(at: Self.relative(at: address + 4), images: images)
    name = String(decoding: ProcessMemory.text(at: Self.relative(at: address + 8), limit: 1024) ?? [], as: UTF8.self)
  }

  /// 0 for null.
  private static func relative(at place: UInt) -> UInt {
    let offset = Int32(truncatingIfNeeded: ProcessMemory.word(at: place))
    return offset == 0 ? 0 : place &+ UInt(bitPattern: Int(offset))
  }
}

/// A mangled name in an image, as it stands with a stored property.
struct MangledField {
  let address: UInt
  /// Without the suffix that says the ownership.
  private(set) var length: Int
  private(set) var ownership = ReferenceOwnership.strong
  /// Letters of the name, 0 in place of the bytes of references to descriptors.
  private(set) var letters: [UInt8]

  private static let most = 4096

  init?(at address: UInt, images: ImageRanges) {
    guard images.contains(address), let letters = Self.letters(at: address) else { return nil }
    self.address = address
    self.letters = letters
    length = letters.count
    guard length > 2, letters[length - 2] == UInt8(ascii: "X") else { return }
    switch letters[length - 1] {
    case UInt8(ascii: "w"): ownership = .weak
    case UInt8(ascii: "o"): ownership = .unowned
    case UInt8(ascii: "u"): ownership = .unmanaged
    default: return
    }
    length -= 2
    self.letters.removeLast(2)
  }

  /// A generic parameter, or what is associated with one.
  var isParameter: Bool { letters.first.map("xqQ".utf8.contains) == true || letters.contains(UInt8(ascii: "Q")) }

  func hasSuffix(_ suffix: StaticString) -> Bool {
    letters.suffix(suffix.utf8CodeUnitCount).elementsEqual(
      UnsafeBufferPointer(start: suffix.utf8Start, count: suffix.utf8CodeUnitCount))
  }

  /// nil when it has no end. Bytes up to 0x17 are followed by a relative pointer, from there to 0x1f by an absolute one.
  private static func letters(at address: UInt) -> [UInt8]? {
    var letters: [UInt8] = []
    var bytes: [UInt8] = []
    var index = 0
    while index < most {
      while index >= bytes.count {
        ProcessMemory.words(at: address + UInt(bytes.count), count: 8).withUnsafeBytes { bytes += $0 }
      }
      let byte = bytes[index]
      if byte == 0 { return letters }
      let skipped = byte < 0x18 ? 4 : byte < 0x20 ? 8 : 0
      letters.append(byte)
      letters += repeatElement(0, count: skipped)
      index += 1 + skipped
    }
    return nil
  }
}
#endif
