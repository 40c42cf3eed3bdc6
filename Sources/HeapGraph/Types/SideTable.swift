// Weak side tables: what an object that has, or had, weak references keeps in place of its reference counts.
#if os(Linux)
enum SideTable {
  /// Object, padding, reference counts, weak count.
  static let bytes = 32

  /// Whether a block may be one: Swift's own objects have the lowest bit of the counts set, and nobody sets the highest here.
  static func isPlausible(_ block: UnsafeRawPointer) -> Bool {
    let counts = block.loadUnaligned(fromByteOffset: 16, as: UInt.self)
    return counts & 1 != 0 && counts >> 63 == 0 && block.loadUnaligned(fromByteOffset: 24, as: UInt32.self) != 0
  }

  /// The object refers back to its table in place of its counts.
  static func isTable(_ address: UInt, ofObject object: UnsafeRawPointer) -> Bool {
    let counts = object.loadUnaligned(fromByteOffset: 8, as: UInt.self)
    return counts >> 62 == 3 && counts << 3 == address
  }
}
#endif
