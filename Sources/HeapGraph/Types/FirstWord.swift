// What the first word of a block says: it leads to the metadata of a Swift object, or to the virtual functions of a C++ one.
#if os(Linux)
import CHeapScan
import Glibc

/// Answers are for ever: neither images nor metadata go away.
struct FirstWord {
  /// Answers that are no index into the names.
  static let unknown: Int32 = -1
  static let errorBox: Int32 = -2
  static let coreFoundation: Int32 = -3

  let images: ImageRanges
  private(set) var names = TypeNameList()
  private var metadata: TypeMetadata

  init(images: ImageRanges) {
    self.images = images
    metadata = TypeMetadata(images: images)
  }

  /// Slabs of tasks begin with a word of the concurrency library's.
  mutating func slabAnswer() -> (word: UInt, WordTable.Answer)? {
    let word = UInt(mhs_task_slab_word())
    return word == 0 ? nil : (word, answer("task slab", leastBytes: 32))
  }

  mutating func answer(for word: UInt) -> WordTable.Answer {
    guard TypeMetadata.isPlausible(word) else { return Self.nothing }
    // One read for what is no type, as most words that lead into images are none: two words before the address, three behind it.
    let words = ProcessMemory.words(at: word - 16, count: 5)
    let isImage = images.contains(word)
    switch words[2] {
    case 0: return classAnswer(word, words)
    case 0x500: return boxAnswer(words)
    case 0x400 where isImage: return contextAnswer(words)
    case 0x501 where isImage:
      return isHeapMetadata(words) ? .init(type: Self.errorBox, leastBytes: 32, isCounted: true) : Self.nothing
    case 0x502 where isImage: return runtimeAnswer(words, "AsyncTask", leastBytes: 64)
    case 0x503 where isImage: return runtimeAnswer(words, "Job", leastBytes: 32)
    default: return tableAnswer(word, words)
    }
  }

  /// The type's name when it is metadata, of any kind.
  mutating func name(ofType address: UInt) -> String? {
    metadata.isType(address) ? TypeNames.name(ofMetadata: address) : nil
  }

  /// The type of a block that is as long as the runtime's pages of metadata.
  mutating func pageType(_ block: BlockExtent) -> Int32 {
    MetadataPage.isPage(at: block.address, &metadata) ? names.index(of: MetadataPage.name) : Self.unknown
  }

  /// Whether what was read at an address that images do not contain is worth a closer look.
  func mayBeMetadata(_ words: UnsafeRawPointer) -> Bool {
    let kind = words.loadUnaligned(as: UInt.self)
    if kind == 0x500 { return true }
    guard kind == 0, words.loadUnaligned(fromByteOffset: 16, as: UInt32.self) & 2 != 0 else { return false }
    return images.contains(words.loadUnaligned(fromByteOffset: 40, as: UInt.self))
  }

  private static let nothing = WordTable.Answer(type: unknown, leastBytes: 0)

  private mutating func answer(_ name: String, leastBytes: UInt) -> WordTable.Answer {
    .init(type: names.index(of: name), leastBytes: UInt32(truncatingIfNeeded: leastBytes))
  }

  /// Of an object with an object's header.
  private mutating func objectAnswer(_ name: String, leastBytes: UInt) -> WordTable.Answer {
    .init(type: names.index(of: name), leastBytes: UInt32(truncatingIfNeeded: max(leastBytes, 16)), isCounted: true)
  }

  private mutating func classAnswer(_ word: UInt, _ words: [UInt]) -> WordTable.Answer {
    guard isHeapMetadata(words), metadata.isClass(word) else { return Self.nothing }
    let name = TypeNames.name(ofMetadata: word)
    if name == CoreFoundationTypes.commonName {
      return .init(type: Self.coreFoundation, leastBytes: 24, isCounted: true)
    }
    return objectAnswer(name, leastBytes: ProcessMemory.word(at: word + 24) & 0xffff_ffff)
  }

  /// Not metadata, perhaps a table of functions.
  private mutating func tableAnswer(_ word: UInt, _ words: [UInt]) -> WordTable.Answer {
    let name = CxxTypes(images: images).name(virtualTable: words) ?? DispatchObjects.name(table: word, words, images)
    return name.map { answer($0, leastBytes: 8) } ?? Self.nothing
  }

  /// Behind the kind stand the offset of what is captured and the capture descriptor.
  private mutating func contextAnswer(_ words: [UInt]) -> WordTable.Answer {
    guard isHeapMetadata(words) else { return Self.nothing }
    return objectAnswer("closure context" + metadata.captures(descriptor: words[4]), leastBytes: 16)
  }

  /// Behind the kind stand the offset of the value and its type.
  private mutating func boxAnswer(_ words: [UInt]) -> WordTable.Answer {
    guard isHeapMetadata(words), let type = name(ofType: words[4]) else { return Self.nothing }
    return objectAnswer("box <\(type)>", leastBytes: words[3] & 0xffff_ffff)
  }

  private mutating func runtimeAnswer(_ words: [UInt], _ name: String, leastBytes: UInt) -> WordTable.Answer {
    isHeapMetadata(words) ? answer(name, leastBytes: leastBytes) : Self.nothing
  }

  /// Before metadata of what is in the heap stand its destructor and, not always, its value witnesses.
  private func isHeapMetadata(_ words: [UInt]) -> Bool {
    images.contains(words[0]) && (words[1] == 0 || images.contains(words[1]))
  }

  mutating func index(of name: String) -> Int32 { names.index(of: name) }
}

/// Each name once.
struct TypeNameList {
  private(set) var all: [String] = []
  private var indexes: [String: Int32] = [:]

  mutating func index(of name: String) -> Int32 {
    if let index = indexes[name] { return index }
    let index = Int32(all.count)
    all.append(name)
    indexes[name] = index
    return index
  }
}
#endif
