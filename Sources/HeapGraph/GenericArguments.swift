// Where in the metadata of a generic type its type arguments stand.
#if os(Linux)
struct GenericArguments {
  /// In bytes from the metadata's address.
  private(set) var typeOffsets: [Int]

  /// nil when the descriptor, which must have been checked, is not of a generic type.
  init?(descriptor: UInt, kind: ContextDescriptors.Kind, images: ImageRanges) {
    let size = kind == .class ? 44 : 28
    let start = descriptor + UInt(size)
    // Instantiation cache, its pattern, then the counts of parameters, requirements and key arguments, and flags.
    let fields = ProcessMemory.words(at: descriptor, count: 8)
    let header = ProcessMemory.words(at: start, count: 2)[1]
    guard fields[0] & 0x80 != 0 else { return nil }
    let hasPacks = header >> 48 & 1 != 0
    let parameters = GenericParameter.read(at: start + 16, count: hasPacks ? 0 : Int(header & 0xffff))
    let first = kind == .class ? Self.classOffset(descriptor, fields, images) : 16
    // Arguments are the key parameters in their order; then come witness tables.
    typeOffsets = parameters.filter(\.isKey).enumerated().filter(\.element.isType).map { first + 8 * $0.offset }
  }

  /// A class keeps its own arguments behind (or, with negative flags, before) its superclass's members.
  private static func classOffset(_ descriptor: UInt, _ fields: [UInt], _ images: ImageRanges) -> Int {
    fields.withUnsafeBytes { bytes in
      func field(_ offset: Int) -> Int { Int(bytes.load(fromByteOffset: offset, as: Int32.self)) }
      let flags = bytes.load(as: UInt32.self)
      if flags >> 29 & 1 != 0 {
        // The superclass's size is known at run time only; the field leads to where it is kept.
        let bounds = descriptor &+ 24 &+ UInt(bitPattern: field(24))
        return images.contains(bounds) ? Int(bitPattern: ProcessMemory.word(at: bounds)) : 16
      }
      return 8 * (flags >> 28 & 1 != 0 ? -field(24) : field(28) - field(32))
    }
  }
}

/// A generic parameter as its descriptor has it, one byte.
private struct GenericParameter {
  var isKey: Bool
  /// And not a value, as the count of an inline array.
  var isType: Bool

  static func read(at address: UInt, count: Int) -> [GenericParameter] {
    let words = ProcessMemory.words(at: address, count: (count + 7) / 8)
    return words.withUnsafeBytes { bytes in
      bytes.prefix(count).map { GenericParameter(isKey: $0 & 0x80 != 0, isType: $0 & 0x3f == 0) }
    }
  }
}
#endif
