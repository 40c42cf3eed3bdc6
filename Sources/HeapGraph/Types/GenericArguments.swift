// Where in the metadata of a generic type its type arguments stand.
#if os(Linux)
struct GenericArguments {
  /// In bytes from the metadata's address.
  private(set) var types: [Int] = []
  private(set) var packs: [Pack] = []
  /// Where the arguments begin, in bytes from the metadata's address.
  let start: Int
  /// Of each requirement that has one.
  private(set) var witnessTables: [Int] = []

  /// The argument points at so many types.
  struct Pack {
    var offset: Int
    var countOffset: Int
  }

  /// nil when the descriptor, which must have been checked, is not of a generic type.
  init?(descriptor: UInt, kind: ContextDescriptors.Kind, images: ImageRanges) {
    let fields = ProcessMemory.words(at: descriptor, count: 8)
    guard fields[0] & 0x80 != 0 else { return nil }
    let header = GenericHeader(at: descriptor + (kind == .class ? 44 : 28))
    let first = kind == .class ? Self.classOffset(descriptor, fields, images) : 16
    start = first
    // First the lengths of packs, one for each class of equal shapes, then arguments in the order of the key parameters; last
    // the witness tables.
    var offset = first + 8 * header.shapeClasses
    var shapes = header.packShapes.makeIterator()
    for parameter in header.parameters where parameter & 0x80 != 0 {
      switch parameter & 0x3f {
      case 0: types.append(offset)
      case 1: packs.append(Pack(offset: offset, countOffset: first + 8 * (shapes.next() ?? 0)))
      default: break  // a value, as the count of an inline array
      }
      offset += 8
    }
    witnessTables = Array(stride(from: offset, to: first + 8 * header.argumentCount, by: 8))
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

/// What follows the descriptor of a generic type.
private struct GenericHeader {
  /// A byte each: 0x80 marks one that has an argument, the low bits are 0 for a type, 1 for a pack of types, 2 for a value.
  var parameters: [UInt8]
  var shapeClasses = 0
  /// Lengths of packs, arguments and witness tables together.
  var argumentCount = 0
  /// Of each pack of types, the class of shapes it belongs to.
  var packShapes: [Int] = []

  /// The instantiation cache and pattern, then the counts of parameters, requirements and key arguments, and flags.
  init(at address: UInt) {
    let counts = ProcessMemory.words(at: address, count: 2)[1]
    let count = counts & 0xffff
    parameters = Array(Self.bytes(at: address + 16, count: Int(count)))
    argumentCount = Int(counts >> 32 & 0xffff)
    guard counts >> 48 & 1 != 0 else { return }
    let shapes = address + 16 + (count + 3) & ~3 + 12 * (counts >> 16 & 0xffff)
    let header = ProcessMemory.word(at: shapes)
    shapeClasses = Int(header >> 16 & 0xffff)
    // Kind (0: of types, 1: of witness tables), index, class of shape, unused.
    let descriptors = ProcessMemory.words(at: shapes + 4, count: Int(header & 0xffff))
    packShapes = descriptors.filter { $0 & 0xffff == 0 }.map { Int($0 >> 32 & 0xffff) }
  }

  private static func bytes(at address: UInt, count: Int) -> [UInt8] {
    ProcessMemory.words(at: address, count: (count + 7) / 8).withUnsafeBytes { Array($0.prefix(count)) }
  }
}
#endif
