// The way from a value to a place in it, by its type.
#if os(Linux)
import Reports

extension PropertyNames {
  private static let longestName = 1000

  /// In a value of a checked type, or of one that is not known (0). nil in padding.
  mutating func property(at place: Place, in type: UInt) -> Property? {
    guard place.offset >= 0, place.name.utf8.count < Self.longestName else { return nil }
    if type != 0, let size = ValueWitnesses(of: type)?.size, place.offset >= size { return nil }
    switch layouts.shape(of: type) {
    case .leaf:
      return Property(name: place.name, ownership: Self.ownership(ofLeaf: type))
    case .parts(let parts, let isShown): return property(at: place, in: parts, isShown: isShown)
    case .cases(let cases, let isShown): return property(at: place, in: cases, of: type, isShown: isShown)
    case .elements(let element, let stride, let count):
      guard stride > 0, place.offset / stride < count else { return nil }
      let index = place.offset / stride
      return property(at: place.inside(name: "[\(index)]", at: index * stride), in: element)
    case .container: return property(inContainerAt: place)
    case .function:
      let isContext = place.offset == 8
      return Property(
        name: place.name, ownership: isContext ? .strong : .unmanaged,
        functionPointer: isContext ? place.bytes.word(at: 0) : nil)
    }
  }

  /// What is copied byte by byte counts no reference: numbers, pointers, `Unmanaged`.
  private static func ownership(ofLeaf type: UInt) -> ReferenceOwnership {
    guard type != 0, let witnesses = ValueWitnesses(of: type) else { return .strong }
    return witnesses.isTrivial ? .unmanaged : .strong
  }

  mutating func property(at place: Place, in parts: [TypeShape.Part], isShown: Bool) -> Property? {
    guard let part = Self.part(at: place.offset, of: parts) else { return nil }
    if part.name == "$defaultActor" { return Property(name: "mailbox", ownership: .strong) }
    let inside = place.inside(name: isShown ? "." + part.name : "", at: part.offset)
    if part.ownership != .strong { return Property(name: inside.name, ownership: part.ownership) }
    return property(at: inside, in: part.type)
  }

  /// Of parts that begin at one place only the last is not empty; one of unknown size reaches to the next.
  private static func part(at offset: Int, of parts: [TypeShape.Part]) -> TypeShape.Part? {
    let part = parts.filter { $0.offset <= offset }.max { $0.offset < $1.offset }
    guard let start = part?.offset else { return nil }
    return parts.last { part in
      guard part.offset == start else { return false }
      return part.type == 0 || ValueWitnesses(of: part.type).map { offset < start + $0.size } ?? true
    }
  }

  private mutating func property(
    at place: Place, in cases: [TypeShape.EnumCase], of type: UInt, isShown: Bool
  ) -> Property? {
    guard let (found, bytes) = self.case(of: place.bytes, cases, type) else { return nil }
    var inside = place
    inside.bytes = bytes
    if isShown { inside.name += "." + found.name }
    if found.isIndirect { return Property(name: inside.name, ownership: .strong) }
    return found.hasPayload ? property(at: inside, in: found.payload) : nil
  }

  /// When only one case has a payload, whatever is found in the value is that.
  private func `case`(
    of value: ValueBytes, _ cases: [TypeShape.EnumCase], _ type: UInt
  ) -> (TypeShape.EnumCase, ValueBytes)? {
    let payloads = cases.filter(\.hasPayload)
    if payloads.count == 1 { return (payloads[0], value) }
    guard let (tag, payload) = ValueWitnesses(of: type)?.projected(value, of: type, layouts.images),
      cases.indices.contains(tag)
    else { return nil }
    return (cases[tag], payload)
  }

  /// The value stands in the container when it is small, else in a box.
  private mutating func property(inContainerAt place: Place) -> Property? {
    guard place.offset < 24, let type = place.bytes.word(at: 24), layouts.isType(type),
      let witnesses = ValueWitnesses(of: type)
    else { return nil }
    if witnesses.isInline { return property(at: place, in: type) }
    // Behind it stands whatever stood there before, as behind a small value.
    return place.offset < 8 ? Property(name: place.name, ownership: .strong) : nil
  }
}

// MARK: Contexts

extension PropertyNames {
  mutating func property(at offset: Int, in captures: [Capture], _ bytes: ValueBytes) -> Property? {
    guard let capture = captures.last(where: { $0.offset <= offset && offset < $0.offset + $0.size }) else {
      return nil
    }
    let place = Place(offset: offset - capture.offset, bytes: bytes.from(capture.offset))
    switch capture.kind {
    case .value(let type): return property(at: place, inCaptured: type, capture.ownership, isOnly: captures.count == 1)
    case .box(let type):
      return Property(name: type == 0 ? "captured var" : "captured var \(name(of: type))", ownership: .strong)
    case .function:
      return Property(
        name: "captured closure", ownership: .strong,
        functionPointer: place.offset == 8 ? place.bytes.word(at: 0) : nil)
    case .reference(let descriptor):
      let name = descriptor == 0 ? "object" : layouts.metadata.descriptors.qualifiedName(of: descriptor)
      return Property(name: "captured \(name)", ownership: capture.ownership)
    case .metatype: return nil
    }
  }

  /// One tuple alone is the payload of an indirect case, or an existential's value.
  private mutating func property(
    at place: Place, inCaptured type: UInt, _ ownership: ReferenceOwnership, isOnly: Bool
  ) -> Property? {
    let isPayload = isOnly && ProcessMemory.word(at: type) == 0x301
    var place = place
    place.name = isPayload ? "" : "captured \(name(of: type))"
    if ownership != .strong { return Property(name: place.name, ownership: ownership) }
    return property(at: place, in: type)
  }

  /// Without an optional's own name.
  private mutating func name(of type: UInt) -> String {
    if ProcessMemory.word(at: type) == 0x202, case .cases(let cases, _) = layouts.shape(of: type),
      let payload = cases.first(where: \.hasPayload)?.payload, payload != 0
    {
      return name(of: payload)
    }
    return TypeNames.name(ofMetadata: type)
  }
}
#endif
