#if os(Linux)
import Glibc
import Snapshots

/// Addresses as text, one a line, as many at a time as one read gives.
struct AddressInput {
  private let descriptor: CInt
  private var bytes = [UInt8](repeating: 0, count: 1 << 20)
  /// The beginning of a line whose end was not read yet.
  private var kept = 0

  init(descriptor: CInt) { self.descriptor = descriptor }

  /// nil at the end of the input; empty when no line was complete.
  mutating func next() -> [ProgramCounter]? {
    let (start, room) = (kept, bytes.count - kept)
    let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + start, room) }
    guard count > 0 else { return nil }
    let end = kept + count
    var addresses: [ProgramCounter] = []
    var value: UInt64 = 0
    var lineStart = 0
    for index in 0..<end {
      if bytes[index] == UInt8(ascii: "\n") {
        addresses.append(ProgramCounter(value))
        (value, lineStart) = (0, index + 1)
      } else {
        value = value << 4 | UInt64(hexadecimal(bytes[index]))
      }
    }
    bytes.replaceSubrange(0..<(end - lineStart), with: Array(bytes[lineStart..<end]))
    kept = end - lineStart
    return addresses
  }

  /// 0 for anything else: the `x` of `0x` stands behind nothing but a 0.
  private func hexadecimal(_ character: UInt8) -> UInt8 {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    default: 0
    }
  }
}
#endif
