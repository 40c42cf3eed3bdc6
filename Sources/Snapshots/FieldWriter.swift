/// Appends the fields of `SnapshotFormat` to bytes.
struct FieldWriter {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ more: [UInt8]) { bytes += more }

  mutating func fixed(_ value: UInt64, size: Int) {
    for index in 0..<size { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
  }

  /// Writes over a number of fixed width.
  mutating func patch(_ value: UInt64, at offset: Int) {
    for index in 0..<8 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index)) }
  }

  /// ULEB128.
  mutating func unsigned(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func number(_ value: Int) { unsigned(UInt64(bitPattern: Int64(value))) }

  mutating func total(_ value: BlockTotal) {
    number(value.blocks)
    number(value.bytes)
  }

  mutating func text(_ value: String) { counted(Array(value.utf8)) }

  mutating func counted(_ value: [UInt8]) {
    number(value.count)
    bytes += value
  }

  /// A section with what `body` writes.
  mutating func section(_ kind: SnapshotFormat.Section, _ body: (inout FieldWriter) -> Void) {
    bytes.append(kind.rawValue)
    let lengthOffset = bytes.count
    fixed(0, size: 8)
    body(&self)
    patch(UInt64(bytes.count - lengthOffset - 8), at: lengthOffset)
  }
}
