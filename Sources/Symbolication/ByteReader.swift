#if os(Linux)
import Glibc

/// Reads little-endian data from memory that may hold anything: past the end everything is 0 and `failed` is set.
struct ByteReader {
  private let bytes: UnsafeRawBufferPointer
  private(set) var offset: Int
  private(set) var end: Int
  private(set) var failed = false

  init(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    self.bytes = bytes
    self.offset = offset
    end = bytes.count
    if offset < 0 || offset > end { fail() }
  }

  var isAtEnd: Bool { offset >= end }

  mutating func fail() {
    failed = true
    offset = end
  }

  /// Ends `count` bytes from here, if there are as many.
  mutating func limit(to count: UInt64) {
    if count > UInt64(end - offset) { fail() } else { end = offset + Int(count) }
  }

  mutating func skip(_ count: UInt64) {
    if count > UInt64(end - offset) { fail() } else { offset += Int(count) }
  }

  @inline(__always)
  mutating func byte() -> UInt8 {
    guard offset < end else {
      failed = true
      return 0
    }
    defer { offset += 1 }
    return bytes[offset]
  }

  /// An unsigned number of `size` bytes, at most 8.
  @inline(__always)
  mutating func number(size: Int) -> UInt64 {
    guard size <= end - offset else {
      fail()
      return 0
    }
    defer { offset += size }
    switch size {
    case 4: return UInt64(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self).littleEndian)
    case 8: return bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian
    default: return (0..<size).reduce(0) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) }
    }
  }

  /// ULEB128; bits beyond 64 are lost.
  @inline(__always)
  mutating func unsigned() -> UInt64 {
    let first = byte()
    if first < 0x80 { return UInt64(first) }
    return more(first).value
  }

  /// SLEB128.
  @inline(__always)
  mutating func signed() -> Int64 {
    let first = byte()
    if first < 0x80 { return Int64(Int8(bitPattern: first << 1) >> 1) }
    let (value, shift, last) = more(first)
    return Int64(bitPattern: last & 0x40 != 0 && shift < 64 ? value | ~0 << shift : value)
  }

  private mutating func more(_ first: UInt8) -> (value: UInt64, shift: UInt64, last: UInt8) {
    var value = UInt64(first & 0x7f)
    var shift: UInt64 = 7
    var last = first
    while last >= 0x80 {
      last = byte()
      value |= UInt64(last & 0x7f) << shift
      shift += 7
    }
    return (value, shift, last)
  }

  /// The text up to the next 0 byte, which belongs to it.
  mutating func string() -> UnsafePointer<CChar>? {
    guard let start = bytes.baseAddress.map({ $0 + offset }), let terminator = memchr(start, 0, end - offset) else {
      fail()
      return nil
    }
    offset += start.distance(to: terminator) + 1
    return start.assumingMemoryBound(to: CChar.self)
  }
}
#endif
