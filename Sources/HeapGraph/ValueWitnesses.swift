// What the runtime knows about values of a type: size, alignment, whether copying is more than copying bytes, which case an enum is.
#if os(Linux)
struct ValueWitnesses {
  /// Where a type's values end; `stride` is where the next one of an array begins.
  let size: Int
  let stride: Int
  private let flags: UInt

  /// A power of two.
  var alignment: Int { Int(flags & 0xff) + 1 }
  /// Whether copies are copies of the bytes: there is no reference that is counted.
  var isTrivial: Bool { flags & 0x1_0000 == 0 }
  /// Whether an existential keeps a value in itself, and not in a box.
  var isInline: Bool { flags & 0x2_0000 == 0 }

  private static let incomplete: UInt = 0x40_0000
  private static let largest: UInt = 1 << 32

  /// Of checked metadata; nil when the runtime has not finished it.
  init?(of type: UInt) {
    let words = ProcessMemory.words(at: ProcessMemory.word(at: type &- 8) &+ 64, count: 3)
    guard words[0] < Self.largest, words[1] < Self.largest, words[0] <= words[1], words[2] & Self.incomplete == 0,
      words[2] & 0xff & ((words[2] & 0xff) + 1) == 0
    else { return nil }
    size = Int(words[0])
    stride = Int(words[1])
    flags = words[2]
  }

  /// The first multiple of the alignment from `offset` on.
  func aligned(_ offset: Int) -> Int { (offset + alignment - 1) & -alignment }
}
#endif
