// What of a block is looked through for references, by its first word.
#if os(Linux)
package struct ScanPolicy: Hashable, Sendable {
  package enum Contents: Hashable, Sendable {
    case everything
    /// No reference can be in it.
    case nothing
    /// Only what the slab has given out.
    case taskSlab
    /// Everything but the words at `skips`.
    case fields
    /// An array: the same, up to its last element.
    case elements
    /// A dictionary or a set: its members.
    case table
  }

  package var contents: Contents
  /// The byte offsets of unowned references, ascending. Those from `repeatsFrom` on are in an array's first element.
  package var skips: [Int] = []
  /// Where an array's first element begins, or a table's bits; 0 in other types.
  package var repeatsFrom = 0
  /// From one element, key or member to the next; 0 in other types, and in a table where they hold no references.
  package var stride = 0
  /// Of a dictionary's values, in the same way.
  package var valueStride = 0
  /// Of blocks with so many requested bytes (`Int.max`: with any number) what lies behind these is stale; 0: elements may lie there.
  package var exactBytes = 0
}

extension TypeLayouts {
  mutating func policy(ofFirstWord word: UInt) -> ScanPolicy {
    switch block(ofFirstWord: word) {
    case .text: return ScanPolicy(contents: .nothing)
    case .taskSlab: return ScanPolicy(contents: .taskSlab)
    case .object(let parts):
      return policy(skips: unowned(in: parts, at: 0, depth: Self.deepest), exactBytes: exactBytes(ofInstancesOf: word))
    case .context(let captures): return policy(skips: captures.flatMap { unowned(in: $0) }, exactBytes: .max)
    case .box(let type, let offset):
      return policy(skips: unowned(in: type, at: offset, depth: Self.deepest), exactBytes: .max)
    case .arrayStorage(let element, let first, let stride):
      if hasNoReferences(element) { return ScanPolicy(contents: .nothing) }
      let skips = unowned(in: element, at: first, depth: Self.deepest)
      return ScanPolicy(contents: .elements, skips: skips, repeatsFrom: first, stride: stride)
    case .dictionaryStorage(let key, let value):
      return ScanPolicy(
        contents: .table, skips: [Self.hashSeedOffset], repeatsFrom: 64, stride: strideOfReferences(key),
        valueStride: strideOfReferences(value))
    case .setStorage(let member):
      return ScanPolicy(
        contents: .table, skips: [Self.hashSeedOffset], repeatsFrom: 56, stride: strideOfReferences(member))
    case .unknown, .errorBox, .task: return ScanPolicy(contents: .everything)
    }
  }

  private static let deepest = 32
  /// Of a dictionary's and a set's storage: the seed is the storage's own address, and no reference.
  private static let hashSeedOffset = 40

  private func policy(skips: [Int], exactBytes: Int) -> ScanPolicy {
    ScanPolicy(contents: skips.isEmpty ? .everything : .fields, skips: skips.sorted(), exactBytes: exactBytes)
  }

  /// The instance size; 0 for buffers, which fill what malloc gave them with elements.
  private func exactBytes(ofInstancesOf type: UInt) -> Int {
    var current = type
    for _ in 0..<64 where current != 0 {
      let descriptor = ProcessMemory.word(at: current + 40)
      if metadata.descriptors.name(of: descriptor) == "ManagedBuffer" { return 0 }
      current = ProcessMemory.word(at: current + 8)
    }
    return Int(ProcessMemory.word(at: type + 24) & 0xffff_ffff)
  }

  /// A pointer does not fit in, or would not be a number. That a type is trivial says nothing: the elements of `[Unmanaged<T>]` and
  /// `[Int]` may be all that refers to an object.
  private func hasNoReferences(_ element: UInt) -> Bool {
    guard let witnesses = ValueWitnesses(of: element) else { return false }
    return witnesses.alignment < 8 || standardName(of: element) == "Double"
  }

  /// 0 of what holds none.
  private func strideOfReferences(_ type: UInt) -> Int {
    hasNoReferences(type) ? 0 : ValueWitnesses(of: type)?.stride ?? 0
  }

  private mutating func unowned(in capture: Capture) -> [Int] {
    if capture.ownership == .unowned { return [capture.offset] }
    guard capture.ownership == .strong, case .value(let type) = capture.kind else { return [] }
    return unowned(in: type, at: capture.offset, depth: Self.deepest)
  }

  private mutating func unowned(in parts: [TypeShape.Part], at offset: Int, depth: Int) -> [Int] {
    parts.flatMap { part -> [Int] in
      switch part.ownership {
      case .unowned: [offset + part.offset]
      case .strong: unowned(in: part.type, at: offset + part.offset, depth: depth)
      // The former lead to side tables, which lead nowhere; the latter may be owned.
      case .weak, .unmanaged: []
      }
    }
  }

  /// Whatever stands in the value: what is unowned in one case of an enum only, and may be owned in another, is left out.
  private mutating func unowned(in type: UInt, at offset: Int, depth: Int) -> [Int] {
    guard depth > 0 else { return [] }
    switch shape(of: type) {
    case .parts(let parts, _): return unowned(in: parts, at: offset, depth: depth - 1)
    case .cases(let cases, _): return unowned(in: cases, at: offset, depth: depth - 1).sorted()
    case .elements(let type, let stride, let count):
      let first = unowned(in: type, at: offset, depth: depth - 1)
      return first.isEmpty || count > 4096 ? [] : (0..<count).flatMap { index in first.map { $0 + index * stride } }
    case .leaf, .container, .function: return []
    }
  }

  private mutating func unowned(in cases: [TypeShape.EnumCase], at offset: Int, depth: Int) -> Set<Int> {
    let payloads = cases.filter(\.hasPayload).map { one in
      one.isIndirect
        ? (skips: [], end: offset + 8)
        : (
          skips: Set(unowned(in: one.payload, at: offset, depth: depth)),
          end: one.payload == 0 ? .max : offset + (ValueWitnesses(of: one.payload)?.size ?? 1 << 32)
        )
    }
    return payloads.reduce(into: Set<Int>()) { $0.formUnion($1.skips) }.filter { skip in
      payloads.allSatisfy { $0.skips.contains(skip) || $0.end <= skip }
    }
  }
}
#endif
