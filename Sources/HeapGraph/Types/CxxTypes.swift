// Names C++ objects by their run-time type information: the word before the virtual functions leads to it.
#if os(Linux)
import Glibc

struct CxxTypes {
  let images: ImageRanges

  /// The class whose objects begin with a pointer to virtual functions, here with the two words before them; nil when it is none.
  func name(virtualTable words: [UInt]) -> String? {
    // A live object's first virtual table is that of the whole object: its offset to the top is 0.
    guard words[0] == 0, images.contains(words[2]), let name = className(typeInfo: words[1]) else { return nil }
    return Self.demangled(name)
  }

  /// The type information is an object itself, of one of the C++ ABI's classes for classes.
  private func className(typeInfo: UInt) -> String? {
    guard let (virtualTable, name) = readTypeInfo(typeInfo), images.contains(virtualTable &- 8),
      let (_, kind) = readTypeInfo(ProcessMemory.word(at: virtualTable &- 8)), kind.hasPrefix("N10__cxxabiv1"),
      kind.hasSuffix("class_type_infoE")
    else { return nil }
    return name
  }

  private func readTypeInfo(_ address: UInt) -> (virtualTable: UInt, name: String)? {
    guard address & 7 == 0, images.contains(address) else { return nil }
    let words = ProcessMemory.words(at: address, count: 2)
    guard images.contains(words[0]), images.contains(words[1]),
      let text = ProcessMemory.text(at: words[1], limit: 16384), !text.isEmpty,
      text.allSatisfy({ 0x20 < $0 && $0 < 0x7f })
    else { return nil }
    // A star marks a name that is compared by its address.
    return (words[0], String(decoding: text.first == UInt8(ascii: "*") ? text.dropFirst() : text[...], as: UTF8.self))
  }

  private typealias Demangle =
    @convention(c) (
      UnsafePointer<CChar>, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<Int>?, UnsafeMutablePointer<Int32>?
    ) -> UnsafeMutablePointer<CChar>?

  private static let demangle = dlsym(nil, "__cxa_demangle").map { unsafeBitCast($0, to: Demangle.self) }

  private static func demangled(_ name: String) -> String {
    guard let bytes = demangle?(name, nil, nil, nil) else { return name }
    defer { free(bytes) }
    return String(cString: bytes)
  }
}
#endif
