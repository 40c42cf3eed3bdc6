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
  }

  package var contents: Contents
  /// The byte offsets of unowned references, ascending. Those from `repeatsFrom` on are in an array's first element.
  package var skips: [Int] = []
  /// Where an array's first element begins; 0 in what is no array.
  package var repeatsFrom = 0
  /// From one element to the next; 0 in what is no array.
  package var stride = 0
}

extension TypeLayouts {
  mutating func policy(ofFirstWord word: UInt) -> ScanPolicy {
    switch block(ofFirstWord: word) {
    case .text: return ScanPolicy(contents: .nothing)
    case .taskSlab: return ScanPolicy(contents: .taskSlab)
    case .object(let parts): return policy(skips: unowned(in: parts, at: 0, depth: Self.deepest))
    case .context(let captures): return policy(skips: captures.flatMap { unowned(in: $0) })
    case .box(let type, let offset): return policy(skips: unowned(in: type, at: offset, depth: Self.deepest))
    case .arrayStorage(let element, let first, let stride):
      if hasNoReferences(element) { return ScanPolicy(contents: .nothing) }
      let skips = unowned(in: element, at: first, depth: Self.deepest)
      if skips.isEmpty { return ScanPolicy(contents: .everything) }
      return ScanPolicy(contents: .fields, skips: skips, repeatsFrom: first, stride: stride)
    case .dictionaryStorage, .setStorage: return ScanPolicy(contents: .fields, skips: [Self.hashSeedOffset])
    case .unknown, .errorBox, .task: return ScanPolicy(contents: .everything)
    }
  }

  private static let deepest = 32
  /// Of a dictionary's and a set's storage: the seed is the storage's own address, and no reference.
  private static let hashSeedOffset = 40

  private func policy(skips: [Int]) -> ScanPolicy {
    skips.isEmpty ? ScanPolicy(contents: .everything) : ScanPolicy(contents: .fields, skips: skips.sorted())
  }

  /// A pointer does not fit in, or would not be a number. That a type is trivial says nothing: the elements of `[Unmanaged<T>]` and
  /// `[Int]` may be all that refers to an object.
  private func hasNoReferences(_ element: UInt) -> Bool {
    guard let witnesses = ValueWitnesses(of: element) else { return false }
    return witnesses.alignment < 8 || standardName(of: element) == "Double"
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
