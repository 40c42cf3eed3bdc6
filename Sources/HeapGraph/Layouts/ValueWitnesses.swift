// What the runtime knows about values of a type: size, alignment, whether copying is more than copying bytes, which case an enum is.
#if os(Linux)
/// A value's bytes among those of what holds it, which may end before it does.
struct ValueBytes {
  private let all: [UInt]
  /// Where the value begins, in bytes.
  private var start = 0

  init(all: [UInt]) { self.all = all }

  /// The value that begins so many bytes behind this one's beginning.
  func from(_ offset: Int) -> ValueBytes {
    var value = self
    value.start += offset
    return value
  }

  func word(at offset: Int) -> UInt? { words(at: offset, count: 8)?[0] }

  /// Its first bytes in words, the last of which may be filled up with 0.
  func words(of size: Int) -> [UInt]? { words(at: 0, count: size) }

  private func words(at offset: Int, count: Int) -> [UInt]? {
    let first = start + offset
    guard first >= 0, count >= 0, first + count <= 8 * all.count else { return nil }
    var words = [UInt](repeating: 0, count: max((count + 7) / 8, 1))
    all.withUnsafeBytes { source in
      words.withUnsafeMutableBytes {
        $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[first..<first + count]))
      }
    }
    return words
  }
}

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

  /// Of an enum of this checked type, which of its cases the value is, payload cases first, and the bytes of its payload without those
  /// that tell the case; nil when the value is cut off. The runtime looks at the value only, not where it leads.
  func projected(_ value: ValueBytes, of type: UInt, _ images: ImageRanges) -> (tag: Int, payload: ValueBytes)? {
    guard flags & Self.hasEnumWitnesses != 0, alignment <= 16, var words = value.words(of: size) else { return nil }
    // Which case, then: leave the payload alone in place.
    let functions = ProcessMemory.words(at: ProcessMemory.word(at: type &- 8) &+ 88, count: 2)
    guard functions.allSatisfy(images.contains) else { return nil }
    typealias Tag = @convention(c) (UnsafeMutableRawPointer?, UInt) -> UInt32
    typealias Project = @convention(c) (UnsafeMutableRawPointer?, UInt) -> Void
    let tag = words.withUnsafeMutableBytes { bytes in
      let tag = unsafeBitCast(functions[0], to: Tag.self)(bytes.baseAddress, type)
      unsafeBitCast(functions[1], to: Project.self)(bytes.baseAddress, type)
      return tag
    }
    return (Int(tag), ValueBytes(all: words))
  }

  private static let hasEnumWitnesses: UInt = 0x20_0000

  /// The first multiple of the alignment from `offset` on.
  func aligned(_ offset: Int) -> Int { (offset + alignment - 1) & -alignment }
}
#endif
