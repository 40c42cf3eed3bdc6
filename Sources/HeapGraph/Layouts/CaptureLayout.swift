// Where in a context of the compiler's own its captures stand: one behind the other, each aligned, behind the header and the
// types and witness tables of the generic context.
#if os(Linux)
import Reports

/// What a context holds at a place.
struct Capture {
  var offset: Int
  var size: Int
  var ownership: ReferenceOwnership
  var kind: Kind

  enum Kind {
    /// A value whose metadata is known.
    case value(type: UInt)
    /// The box of a captured variable, of a type whose metadata is known or not (0).
    case box(type: UInt)
    /// Two words: the function and its context.
    case function
    /// A reference to an object of a type that depends on the generic context; the descriptor of its class, 0 when not even that is
    /// known.
    case reference(descriptor: UInt)
    /// A type.
    case metatype
  }
}

enum CaptureLayout {
  private static let most: UInt = 64

  /// Up to the first whose size is not known without the generic context.
  static func captures(descriptor: UInt, firstOffset: Int, _ descriptors: inout ContextDescriptors) -> [Capture] {
    guard descriptor & 3 == 0, descriptors.images.contains(descriptor), firstOffset < 4096 else { return [] }
    // The counts of captures, sources of types, and words for the generic context.
    let counts = ProcessMemory.words(at: descriptor, count: 2)
    let count = counts[0] & 0xffff_ffff
    guard count <= most, counts[1] & 0xffff_ffff <= most else { return [] }
    var offset = firstOffset + 8 * Int(counts[1] & 0xffff_ffff)
    var captures: [Capture] = []
    for index in 0..<count {
      let place = descriptor + 12 + 4 * index
      let name = place &+ UInt(bitPattern: Int(Int32(truncatingIfNeeded: ProcessMemory.word(at: place))))
      guard let (capture, alignment) = capture(at: name, &descriptors) else { break }
      offset = (offset + alignment - 1) & -alignment
      captures.append(capture.moved(to: offset))
      offset += capture.size
    }
    return captures
  }

  /// At offset 0, with its alignment.
  private static func capture(at name: UInt, _ descriptors: inout ContextDescriptors) -> (Capture, alignment: Int)? {
    guard let field = MangledField(at: name, images: descriptors.images) else { return nil }
    func words(_ count: Int, _ kind: Capture.Kind) -> (Capture, alignment: Int) {
      (Capture(offset: 0, size: 8 * count, ownership: field.ownership, kind: kind), 8)
    }
    if field.hasSuffix("Xx") || field.hasSuffix("XX") { return words(1, .box(type: type(at: name, &descriptors) ?? 0)) }
    if let isThick = field.isThickFunction { return isThick ? words(2, .function) : words(1, .metatype) }
    if field.hasSuffix("XMt") { return words(0, .metatype) }
    if field.hasSuffix("XMT") { return words(1, .metatype) }
    if let type = type(at: name, &descriptors) {
      guard let witnesses = ValueWitnesses(of: type) else { return nil }
      let capture = Capture(offset: 0, size: witnesses.size, ownership: field.ownership, kind: .value(type: type))
      return (capture, witnesses.alignment)
    }
    return genericClass(field, &descriptors).map { words(1, .reference(descriptor: $0)) }
  }

  private static func type(at name: UInt, _ descriptors: inout ContextDescriptors) -> UInt? {
    MangledType(at: name, descriptors: &descriptors)
      .flatMap { ProgramRuntime.type(mangled: $0.address, length: $0.length) }
  }

  /// The class of what is one word whatever the generic context: all instances of a generic class are referred to alike, and what
  /// has an ownership is no value. 0 when the class is not known, nil when the size is not.
  private static func genericClass(_ field: MangledField, _ descriptors: inout ContextDescriptors) -> UInt? {
    if field.letters.count > 6, field.letters[5] == UInt8(ascii: "y"), field.hasSuffix("G"),
      let descriptor = firstReference(field, descriptors.images), descriptors.kind(at: descriptor) == .class
    {
      return descriptor
    }
    // A "p" may be an existential's, which can be longer.
    return field.ownership != .strong && !field.letters.contains(UInt8(ascii: "p")) ? 0 : nil
  }

  /// What the relative pointer that the name begins with leads to: a descriptor, or a pointer to one.
  private static func firstReference(_ field: MangledField, _ images: ImageRanges) -> UInt? {
    guard let kind = field.letters.first, kind == 1 || kind == 2 else { return nil }
    let place = field.address + 1
    let target = place &+ UInt(bitPattern: Int(Int32(truncatingIfNeeded: ProcessMemory.word(at: place))))
    if kind == 1 { return target }
    return images.contains(target) ? ProcessMemory.word(at: target) : nil
  }
}

extension Capture {
  fileprivate func moved(to offset: Int) -> Capture {
    var moved = self
    moved.offset = offset
    return moved
  }
}

extension MangledField {
  /// Whether functions of this type have a context; nil for what is no function as the optimizer sees it, "SiIegy_".
  var isThickFunction: Bool? {
    let name = hasSuffix("Sg") ? letters.dropLast(2) : letters[...]
    guard name.last == UInt8(ascii: "_"), let start = name.lastIndex(of: UInt8(ascii: "I")) else { return nil }
    // Properties, then how the function gets its context (t: it has none), then whose convention it follows.
    let signature = name[(start + 1)...].drop { "sPeAdlkr".utf8.contains($0) }
    guard signature.allSatisfy({ UInt8(ascii: "A")...UInt8(ascii: "z") ~= $0 }), let callee = signature.first,
      "ygxt".utf8.contains(callee)
    else { return nil }
    return callee != UInt8(ascii: "t") && !"BCMJKW".utf8.contains(signature.dropFirst().first ?? 0)
  }
}
#endif
