/// Reads the fields of `SnapshotFormat` from bytes that may hold anything.
struct FieldReader {
  private let bytes: [UInt8]
  private(set) var offset: Int
  private let end: Int
  /// What was added up so far of counts whose sum is limited.
  private var sum = 0

  /// The range has to lie within the bytes.
  init(_ bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    offset = range.lowerBound
    end = range.upperBound
  }

  /// The fields contradict each other.
  struct Contradiction: Error {}

  var bytesLeft: Int { end - offset }

  mutating func byte() throws -> UInt8 {
    guard offset < end else { throw Contradiction() }
    defer { offset += 1 }
    return bytes[offset]
  }

  mutating func fixed(size: Int) throws -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<size { value |= UInt64(try byte()) << UInt64(8 * index) }
    return value
  }

  /// What a length of fixed width counts, which is skipped.
  mutating func range(fixed size: Int) throws -> Range<Int> {
    let length = try fixed(size: size)
    guard length <= UInt64(bytesLeft) else { throw Contradiction() }
    defer { offset += Int(length) }
    return offset..<offset + Int(length)
  }

  /// ULEB128 of at most 64 bits.
  @inline(__always)
  mutating func unsigned() throws -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try byte()
      if shift == 63, byte > 1 { throw Contradiction() }
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
  }

  mutating func number() throws -> Int { Int(Int64(bitPattern: try unsigned())) }

  /// A number of elements that each take at least `leastBytes`: never more than there can be.
  mutating func count(leastBytes: Int) throws -> Int {
    let count = try unsigned()
    guard count <= UInt64(bytesLeft / leastBytes) else { throw Contradiction() }
    return Int(count)
  }

  /// A number below `limit`.
  @inline(__always)
  mutating func index(below limit: Int) throws -> Int {
    let index = try unsigned()
    guard index < UInt64(limit) else { throw Contradiction() }
    return Int(index)
  }

  /// A count; all of them in this reader sum to less than `SnapshotFormat.largestSum`, whatever their signs.
  @inline(__always)
  mutating func summand() throws -> Int {
    let value = try number()
    guard value.magnitude <= UInt(SnapshotFormat.largestSum - sum) else { throw Contradiction() }
    sum += Int(value.magnitude)
    return value
  }

  mutating func total() throws -> BlockTotal {
    BlockTotal(blocks: try summand(), bytes: try summand())
  }

  mutating func counted() throws -> ArraySlice<UInt8> {
    let count = try count(leastBytes: 1)
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  mutating func text() throws -> String { String(decoding: try counted(), as: UTF8.self) }
}
