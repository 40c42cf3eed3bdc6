// Whether an address is the metadata of a Swift type, generic arguments included. The runtime's naming follows every
// pointer in it, so all of them are checked here first, by reads that cannot fault.
#if os(Linux)
struct TypeMetadata {
  let images: ImageRanges
  private(set) var descriptors: ContextDescriptors
  /// Metadata is never freed.
  private var known: Set<UInt> = []
  /// Taken for metadata while what refers to them is being checked: `class Node: Base<Node>` is a circle.
  private var assumed: Set<UInt> = []

  init(images: ImageRanges) {
    self.images = images
    descriptors = ContextDescriptors(images: images)
  }

  mutating func isClass(_ address: UInt) -> Bool { whole { $0.checkClass(address, depth: Self.deepest) } }

  /// Of any kind: class, structure, enumeration, tuple, function…
  mutating func isType(_ address: UInt) -> Bool { whole { $0.check(address, depth: Self.deepest) } }

  /// What a closure's context holds, as its name goes on: " (Swift.Int)".
  mutating func captures(descriptor: UInt) -> String { CaptureTypes.list(descriptor: descriptor, &descriptors) }

  /// The captures of a context, with their places.
  mutating func captures(descriptor: UInt, firstOffset: Int) -> [Capture] {
    CaptureLayout.captures(descriptor: descriptor, firstOffset: firstOffset, &descriptors)
  }

  /// Whether the address may be looked at as metadata at all.
  static func isPlausible(_ address: UInt) -> Bool { address & 7 == 0 && address >= 4096 && address < 1 << 48 }

  /// An assumption is only worth something when the whole check succeeds.
  private mutating func whole(_ check: (inout TypeMetadata) -> Bool) -> Bool {
    assumed = []
    guard check(&self) else { return false }
    known.formUnion(assumed)
    return true
  }

  private static let deepest = 64

  private mutating func check(_ address: UInt, depth: Int) -> Bool {
    guard depth > 0, Self.isPlausible(address) else { return false }
    if known.contains(address) || assumed.contains(address) { return true }
    let words = ProcessMemory.words(at: address, count: 4)
    if words[0] == 0 { return checkClass(address, depth: depth) }
    assumed.insert(address)
    return checkParts(of: address, words, depth: depth - 1)
  }

  private mutating func checkParts(of address: UInt, _ words: [UInt], depth: Int) -> Bool {
    switch words[0] {
    case 0x200: isNominal(address, words[1], .structure, depth)
    case 0x201, 0x202: isNominal(address, words[1], .enumeration, depth)
    case 0x203: descriptors.kind(at: words[1]) == .class
    case 0x204: descriptors.kind(at: words[1]) != nil
    case 0x300: images.contains(address)  // Builtin types
    case 0x301: isTuple(address, count: words[1], labels: words[2], depth)
    case 0x302: checkAll(at: address + 16, count: 1 + Int(words[1] & 0xffff), stride: 8, depth)
    case 0x303: isExistential(address, flags: words[1], depth)
    case 0x304, 0x306: check(words[1], depth: depth)  // metatypes
    case 0x307: images.contains(words[1])  // constrained existentials: the shape
    case 0x308: check(words[2], depth: depth)  // inline arrays
    default: false
    }
  }

  /// Layout from the address on: kind, superclass, {flags, address point}, {size, alignment}, {metadata size, its address
  /// point}, descriptor; before it the destructor and the value witnesses.
  private mutating func checkClass(_ address: UInt, depth: Int) -> Bool {
    guard depth > 0, Self.isPlausible(address) else { return false }
    if known.contains(address) || assumed.contains(address) { return true }
    let words = ProcessMemory.words(at: address - 16, count: 8)
    let alignment = words[5] >> 32 & 0xffff + 1
    guard words[2] == 0, images.contains(words[0]), images.contains(words[1]),
      words[4] & 2 != 0, words[4] >> 32 == 0, words[5] & 0xffff_ffff >= 16, alignment & (alignment - 1) == 0,
      words[6] >> 32 >= 16, words[6] >> 32 < words[6] & 0xffff_ffff
    else { return false }
    assumed.insert(address)
    guard words[3] == 0 || checkClass(words[3], depth: depth - 1) else { return false }
    return isNominal(address, words[7], .class, depth - 1)
  }

  private mutating func isNominal(
    _ address: UInt, _ descriptor: UInt, _ kind: ContextDescriptors.Kind, _ depth: Int
  ) -> Bool {
    guard descriptors.kind(at: descriptor) == kind else { return false }
    guard let arguments = GenericArguments(descriptor: descriptor, kind: kind, images: images) else { return true }
    func argument(_ offset: Int) -> UInt { ProcessMemory.word(at: address &+ UInt(bitPattern: offset)) }
    return arguments.types.allSatisfy { check(argument($0), depth: depth) }
      && arguments.packs.allSatisfy { isPack(argument($0.offset), count: argument($0.countOffset), depth) }
  }

  /// The lowest bit says that the pack is not on a stack.
  private mutating func isPack(_ address: UInt, count: UInt, _ depth: Int) -> Bool {
    guard address & 1 != 0, count < 1024 else { return false }
    return checkAll(at: address - 1, count: Int(count), stride: 8, depth)
  }

  private mutating func isTuple(_ address: UInt, count: UInt, labels: UInt, _ depth: Int) -> Bool {
    guard count < 1024, labels == 0 || ProcessMemory.text(at: labels, limit: 65536) != nil else { return false }
    return checkAll(at: address + 24, count: Int(count), stride: 16, depth)
  }

  private mutating func isExistential(_ address: UInt, flags: UInt, _ depth: Int) -> Bool {
    let hasSuperclass = flags & 0x4000_0000 != 0
    let protocols = Int(flags >> 32)
    guard protocols < 1024 else { return false }
    let words = ProcessMemory.words(at: address + 16, count: protocols + (hasSuperclass ? 1 : 0))
    if hasSuperclass, !check(words[0], depth: depth) { return false }
    return words.suffix(protocols).allSatisfy { descriptors.kind(at: $0) == .protocol }
  }

  private mutating func checkAll(at address: UInt, count: Int, stride: Int, _ depth: Int) -> Bool {
    let words = ProcessMemory.words(at: address, count: count * stride / 8)
    return (0..<count).allSatisfy { check(words[$0 * stride / 8], depth: depth) }
  }
}
#endif
