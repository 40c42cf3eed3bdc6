// CoreFoundation's objects share one Swift class, `__NSCFType`; which of C's types one has is a number in its third word.
#if os(Linux)
import Glibc

enum CoreFoundationTypes {
  /// The class that stands for all of them.
  static let commonName = "Foundation.__NSCFType"

  /// The number in an object whose third word is this.
  static func identifier(_ word: UInt) -> UInt { word >> 8 & 0x3ff }

  /// "CFString"; nil for a number that is not taken. The class is a record that CoreFoundation keeps for ever.
  static func name(_ identifier: UInt) -> String? {
    guard let record = classOfIdentifier?(identifier) else { return nil }
    let name = ProcessMemory.text(at: ProcessMemory.word(at: UInt(bitPattern: record) + 8), limit: 256) ?? []
    return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
  }

  private static let classOfIdentifier = dlsym(nil, "_CFRuntimeGetClassWithTypeID").map {
    unsafeBitCast($0, to: (@convention(c) (UInt) -> UnsafeRawPointer?).self)
  }
}
#endif
