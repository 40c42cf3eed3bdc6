// The runtime's own memory for metadata that it makes at run time: pages from malloc, filled one type after the other.
#if os(Linux)
enum MetadataPage {
  /// What the runtime asks malloc for.
  static let bytes = 16 << 10
  static let name = "Swift metadata"

  /// Whether the block holds metadata of a nominal type or of a tuple; a page with only functions or witness tables is not recognized.
  static func isPage(at address: UInt, _ metadata: inout TypeMetadata) -> Bool {
    let words = ProcessMemory.words(at: address, count: bytes / 8)
    return words.indices.dropLast(6).contains { index in
      mayBegin(words, at: index, metadata.images) && metadata.isType(address + UInt(index) * 8)
    }
  }

  /// Kind and, at its place for that kind, a descriptor.
  private static func mayBegin(_ words: [UInt], at index: Int, _ images: ImageRanges) -> Bool {
    switch words[index] {
    case 0: words[index + 2] & 0xffff_ffff == 2 && images.contains(words[index + 5])
    case 0x200...0x202: images.contains(words[index + 1])
    // A tuple: how many elements; then its labels, and a type and an offset for each.
    case 0x301: words[index + 1] < 64 && words[index + 4] == 0
    default: false
    }
  }
}
#endif
