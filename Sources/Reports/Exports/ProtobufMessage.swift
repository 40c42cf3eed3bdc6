/// Appends the fields of a message in the wire format of Protocol Buffers (proto3).
struct ProtobufMessage {
  private(set) var bytes: [UInt8] = []

  private enum WireType: UInt64 {
    case varint = 0
    case lengthDelimited = 2
  }

  /// uint64; not written when 0, which is what a reader takes a missing field for.
  mutating func unsigned(_ field: UInt64, _ value: UInt64) {
    if value == 0 { return }
    tag(field, .varint)
    varint(value)
  }

  /// int64, a negative one in ten bytes; not written when 0.
  mutating func integer(_ field: UInt64, _ value: Int) { unsigned(field, UInt64(bitPattern: Int64(value))) }

  mutating func flag(_ field: UInt64, _ value: Bool) { unsigned(field, value ? 1 : 0) }

  /// repeated int64 or uint64, packed; not written when empty.
  mutating func integers(_ field: UInt64, _ values: [Int]) {
    if values.isEmpty { return }
    message(field) { packed in
      for value in values { packed.varint(UInt64(bitPattern: Int64(value))) }
    }
  }

  /// An element of a repeated string: written even when empty.
  mutating func text(_ field: UInt64, _ value: String) { lengthDelimited(field, Array(value.utf8)) }

  /// A message inside, or an element of repeated ones.
  mutating func message(_ field: UInt64, _ body: (inout ProtobufMessage) -> Void) {
    var inner = ProtobufMessage()
    body(&inner)
    lengthDelimited(field, inner.bytes)
  }

  private mutating func lengthDelimited(_ field: UInt64, _ content: [UInt8]) {
    tag(field, .lengthDelimited)
    varint(UInt64(content.count))
    bytes += content
  }

  private mutating func tag(_ field: UInt64, _ type: WireType) { varint(field << 3 | type.rawValue) }

  /// Seven bits a byte, the lowest first.
  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
