// Names libdispatch's own objects: their table of functions tells the kind, "source", "queue_serial".
#if os(Linux)
import Glibc

enum DispatchObjects {
  /// The kind of the objects that begin with this table, of which the words from the second before it on were read; nil when it is
  /// not one of libdispatch's.
  static func name(table: UInt, _ words: [UInt], _ images: ImageRanges) -> String? {
    guard words[2] == release, images.contains(table) else { return nil }
    // Two functions that all kinds have in common, the kind as a number, then as text.
    let text = ProcessMemory.word(at: table + 24)
    guard images.contains(text), let kind = ProcessMemory.text(at: text, limit: 64), !kind.isEmpty,
      kind.allSatisfy({ 0x20 < $0 && $0 < 0x7f })
    else { return nil }
    return "dispatch " + String(decoding: kind, as: UTF8.self)
  }

  /// What the main queue's table begins with.
  private static let release: UInt? = dlsym(nil, "_dispatch_main_q").map {
    ProcessMemory.word(at: ProcessMemory.word(at: UInt(bitPattern: $0)))
  }
}
#endif
