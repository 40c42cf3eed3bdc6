// Adds up the blocks that a value owns as its storage. The value is alive, so what it refers to does not change owners meanwhile;
// its blocks are read like all others, in a way that cannot fault.
#if os(Linux)
struct ValueSizes {
  private(set) var layouts: TypeLayouts
  private let bytesOfBlock: (UInt) -> Int?

  private static let deepest = 32

  init(layouts: TypeLayouts, bytesOfBlock: @escaping (UInt) -> Int?) {
    self.layouts = layouts
    self.bytesOfBlock = bytesOfBlock
  }

  mutating func size<Value>(of value: Value) -> Int {
    let type = unsafeBitCast(Value.self as Any.Type, to: UInt.self)
    let size = MemoryLayout<Value>.size
    var words = [UInt](repeating: 0, count: max((size + 7) / 8, 1))
    withUnsafeBytes(of: value) { source in words.withUnsafeMutableBytes { $0.copyMemory(from: source) } }
    let bytes = ValueBytes(all: words)
    if let object = object(in: bytes, type, depth: Self.deepest) { return objectBytes(object) }
    return size + owned(bytes, type, isStorage: false, depth: Self.deepest)
  }

  // MARK: Objects

  /// The object that the value is a reference to.
  private mutating func object(in value: ValueBytes, _ type: UInt, depth: Int) -> UInt? {
    guard depth > 0, let word = value.word(at: 0) else { return nil }
    let kind = TypeKind(of: type)
    switch kind {
    case .object, .boundExistential: return Self.isBlock(word) ? word : nil
    case .optional:
      guard case .cases(let cases, _) = layouts.shape(of: type), let payload = cases.first(where: \.hasPayload)?.payload
      else { return nil }
      return object(in: value, payload, depth: depth - 1)
    case .other:
      guard case .container = layouts.shape(of: type), let held = value.word(at: 24), layouts.isType(held) else {
        return nil
      }
      return object(in: value, held, depth: depth - 1)
    case .error: return nil
    }
  }

  /// The block and what its properties own.
  private mutating func objectBytes(_ address: UInt) -> Int {
    let bytes = blockBytes(address)
    guard case .object(let parts) = layouts.block(ofFirstWord: ProcessMemory.word(at: address)) else { return bytes }
    let size = Int(ProcessMemory.word(at: ProcessMemory.word(at: address) + 24) & 0xffff_ffff)
    let value = ValueBytes(all: ProcessMemory.words(at: address, count: (min(size, 1 << 24) + 7) / 8))
    return bytes + owned(value, parts, isStorage: false, depth: Self.deepest)
  }

  // MARK: Values

  /// What a value's blocks have. `isStorage`: a reference in the value is to storage of the value it stands in, and not to an object that
  /// people know.
  private mutating func owned(_ value: ValueBytes, _ type: UInt, isStorage: Bool, depth: Int) -> Int {
    guard depth > 0, type != 0 else { return 0 }
    if type == unsafeBitCast(String.self as Any.Type, to: UInt.self) { return textBytes(value) }
    switch layouts.shape(of: type) {
    case .leaf: return leafBytes(value, type, isStorage: isStorage, depth)
    case .parts(let parts, let isShown): return owned(value, parts, isStorage: !isShown, depth: depth - 1)
    case .cases(let cases, let isShown): return owned(value, cases, type, isStorage: !isShown, depth - 1)
    case .container: return containerBytes(value, depth)
    case .function: return value.word(at: 8).map { contextBytes($0) } ?? 0
    case .elements: return 0
    }
  }

  private mutating func owned(_ value: ValueBytes, _ parts: [TypeShape.Part], isStorage: Bool, depth: Int) -> Int {
    parts.reduce(0) { sum, part in
      guard part.ownership == .strong else { return sum }
      return sum
        + owned(value.from(part.offset), part.type, isStorage: isStorage && !part.isArgument, depth: depth)
    }
  }

  private mutating func owned(
    _ value: ValueBytes, _ cases: [TypeShape.EnumCase], _ type: UInt, isStorage: Bool, _ depth: Int
  ) -> Int {
    guard let (tag, payload) = ValueWitnesses(of: type)?.projected(value, of: type, layouts.images),
      cases.indices.contains(tag), cases[tag].hasPayload
    else { return 0 }
    if cases[tag].isIndirect { return payload.word(at: 0).map { contextBytes($0) } ?? 0 }
    return owned(payload, cases[tag].payload, isStorage: isStorage && !cases[tag].isArgument, depth: depth)
  }

  private mutating func leafBytes(_ value: ValueBytes, _ type: UInt, isStorage: Bool, _ depth: Int) -> Int {
    guard let word = value.word(at: 0), ValueWitnesses(of: type)?.isTrivial == false else { return 0 }
    if TypeKind(of: type) == .error { return errorBytes(word, depth) }
    return isStorage ? storageBytes(word.referencedAddress) : 0
  }

  private mutating func textBytes(_ value: ValueBytes) -> Int {
    guard let words = value.words(of: 16), let storage = StringContents(words[0], words[1]).storage else { return 0 }
    return blockBytes(storage)
  }

  /// The storage of Foundation's data refers to the bytes.
  private mutating func storageBytes(_ address: UInt) -> Int {
    let bytes = blockBytes(address)
    guard bytes > 0, case .object(let parts) = layouts.block(ofFirstWord: ProcessMemory.word(at: address)),
      let data = parts.first(where: { $0.name == "_bytes" }),
      let capacity = parts.first(where: { $0.name == "_capacity" })
    else { return bytes }
    func word(_ part: TypeShape.Part) -> UInt { ProcessMemory.word(at: address + UInt(part.offset)) }
    return word(data) == 0 ? bytes : bytes + (bytesOfBlock(word(data)) ?? Int(word(capacity) & 0xffff_ffff_ffff))
  }

  // MARK: Boxes and contexts

  private mutating func containerBytes(_ value: ValueBytes, _ depth: Int) -> Int {
    guard let type = value.word(at: 24), layouts.isType(type), let witnesses = ValueWitnesses(of: type) else {
      return 0
    }
    if witnesses.isInline { return owned(value, type, isStorage: false, depth: depth - 1) }
    guard let box = value.word(at: 0), Self.isBlock(box) else { return 0 }
    return boxBytes(box, type, witnesses, header: 16, depth)
  }

  private mutating func errorBytes(_ box: UInt, _ depth: Int) -> Int {
    guard Self.isBlock(box), case .errorBox = layouts.block(ofFirstWord: ProcessMemory.word(at: box)) else { return 0 }
    let type = ProcessMemory.word(at: box + 16)
    guard layouts.isType(type), let witnesses = ValueWitnesses(of: type) else { return 0 }
    return boxBytes(box, type, witnesses, header: 32, depth)
  }

  /// The box and what the value in it owns.
  private mutating func boxBytes(_ box: UInt, _ type: UInt, _ witnesses: ValueWitnesses, header: Int, _ depth: Int)
    -> Int
  {
    if layouts.images.contains(box) { return 0 }
    let start = witnesses.aligned(header)
    let bytes = bytesOfBlock(box) ?? start + witnesses.size
    let words = ProcessMemory.words(at: box + UInt(start), count: (min(witnesses.size, 1 << 24) + 7) / 8)
    return bytes + owned(ValueBytes(all: words), type, isStorage: false, depth: depth - 1)
  }

  /// A function that captures only an object has that for its context.
  private mutating func contextBytes(_ word: UInt) -> Int {
    let address = word.referencedAddress
    guard Self.isBlock(address) else { return 0 }
    switch layouts.block(ofFirstWord: ProcessMemory.word(at: address)) {
    case .context, .box: return blockBytes(address)
    default: return 0
    }
  }

  // MARK: Blocks

  private static func isBlock(_ address: UInt) -> Bool { TypeMetadata.isPlausible(address) }

  /// 0 for what is no block: what compilers made is in images.
  private mutating func blockBytes(_ address: UInt) -> Int {
    guard Self.isBlock(address), !layouts.images.contains(address) else { return 0 }
    return bytesOfBlock(address) ?? layouts.blockBytes(address)
  }
}

extension StringContents {
  /// The block that holds the text; nil where it stands in the string itself, or in an image.
  fileprivate var storage: UInt? { isSmall || isImmortal ? nil : object & 0x0fff_ffff_ffff_ffff }
}

/// How a value of a type refers to an object.
private enum TypeKind {
  case object
  case boundExistential
  case error
  case optional
  case other

  init(of type: UInt) {
    let words = ProcessMemory.words(at: type, count: 2)
    switch words[0] {
    case 0, 0x203: self = .object
    case 0x202: self = .optional
    case 0x303 where words[1] >> 24 & 0x3f == 1: self = .error
    case 0x303 where words[1] & 0x8000_0000 == 0: self = .boundExistential
    default: self = .other
    }
  }
}
#endif
