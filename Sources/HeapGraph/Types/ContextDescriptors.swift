// Context descriptors: what the compiler writes into images about modules, types, extensions and their nesting. The
// runtime follows them blindly, so each is checked up to its module before the runtime sees it.
#if os(Linux)
struct ContextDescriptors {
  enum Kind: UInt {
    case module = 0
    case `extension` = 1
    case anonymous = 2
    case `protocol` = 3
    case opaqueType = 4
    case `class` = 16
    case structure = 17
    case enumeration = 18
  }

  let images: ImageRanges
  /// What is in images does not change.
  private var kinds: [UInt: Kind?] = [:]

  init(images: ImageRanges) { self.images = images }

  /// The kind of the descriptor at this address; nil when there is none.
  mutating func kind(at address: UInt, depth: Int = 64) -> Kind? {
    if let known = kinds[address] { return known }
    let kind = depth > 0 ? readKind(at: address, depth: depth) : nil
    if images.contains(address) { kinds[address] = .some(kind) }
    return kind
  }

  /// Of a type's descriptor that was checked.
  func name(of address: UInt) -> String {
    text(at: relative(ProcessMemory.words(at: address, count: 3), 2, of: address))
  }

  /// The module that a checked descriptor's type is declared in.
  func module(of address: UInt) -> String {
    var context = address
    for _ in 0..<64 {
      let words = ProcessMemory.words(at: context, count: 3)
      if words[0] & 0x1f == Kind.module.rawValue { return text(at: relative(words, 2, of: context)) }
      guard let parent = parent(of: context, words) else { return "" }
      context = parent
    }
    return ""
  }

  /// "App.Outer.Node" of a checked descriptor of a type.
  func qualifiedName(of address: UInt) -> String {
    var names: [String] = []
    var context = address
    for _ in 0..<64 {
      let words = ProcessMemory.words(at: context, count: 3)
      switch Kind(rawValue: words[0] & 0x1f) {
      case .module, .class, .structure, .enumeration: names.append(text(at: relative(words, 2, of: context)))
      default: break
      }
      guard let parent = parent(of: context, words) else { break }
      context = parent
    }
    return names.reversed().joined(separator: ".")
  }

  private func text(at address: UInt) -> String {
    String(decoding: ProcessMemory.text(at: address, limit: 4096) ?? [], as: UTF8.self)
  }

  private mutating func readKind(at address: UInt, depth: Int) -> Kind? {
    guard address & 3 == 0, images.contains(address) else { return nil }
    let words = ProcessMemory.words(at: address, count: 3)
    guard let kind = Kind(rawValue: words[0] & 0x1f) else { return nil }
    if kind == .module { return isName(at: relative(words, 2, of: address)) ? kind : nil }
    guard let parent = parent(of: address, words), self.kind(at: parent, depth: depth - 1) != nil else { return nil }
    return switch kind {
    case .class, .structure, .enumeration:
      isName(at: relative(words, 2, of: address)) && images.contains(relative(words, 4, of: address)) ? kind : nil
    case .protocol: isName(at: relative(words, 2, of: address)) ? kind : nil
    default: kind
    }
  }

  /// A relative pointer whose lowest bit says that it leads to a pointer.
  private func parent(of address: UInt, _ words: [UInt]) -> UInt? {
    let target = relative(words, 1, of: address)
    guard target != 0 else { return nil }
    if target & 1 == 0 { return target }
    return images.contains(target & ~1) ? ProcessMemory.word(at: target & ~1) : nil
  }

  /// The target of the relative pointer that is the 32-bit field `index`; 0 for null.
  private func relative(_ words: [UInt], _ index: Int, of address: UInt) -> UInt {
    let offset = words.withUnsafeBytes { $0.load(fromByteOffset: index * 4, as: Int32.self) }
    return offset == 0 ? 0 : address &+ UInt(index * 4) &+ UInt(bitPattern: Int(offset))
  }

  private func isName(at address: UInt) -> Bool {
    guard images.contains(address), let name = ProcessMemory.text(at: address, limit: 4096) else { return false }
    return !name.isEmpty && name.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
  }
}
#endif
