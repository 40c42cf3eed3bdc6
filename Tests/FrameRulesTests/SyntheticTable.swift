// Call-frame tables of one function, made byte by byte.
#if os(Linux)
import CRecorderTestSupport

/// Instructions of call-frame programs (DW_CFA_*), as bytes.
enum CFA {
  static func advance(_ bytes: UInt8) -> [UInt8] { [0x40 | bytes] }
  static func offset(_ register: UInt8, _ factor: UInt8) -> [UInt8] { [0x80 | register, factor] }
  static func restore(_ register: UInt8) -> [UInt8] { [0xc0 | register] }
  static func define(_ register: UInt8, _ offset: UInt8) -> [UInt8] { [0x0c, register, offset] }
  static func defineRegister(_ register: UInt8) -> [UInt8] { [0x0d, register] }
  static func defineOffset(_ offset: UInt8) -> [UInt8] { [0x0e, offset] }
  static let remember: [UInt8] = [0x0a]
  static let restoreState: [UInt8] = [0x0b]
}

/// A search table, a common entry and a function entry. The function is `codeOffset` bytes behind the table.
struct SyntheticTable {
  static let codeOffset = 0x10000
  static let codeSize = 0x2_0000

  var augmentation = "zR"
  var version: UInt8 = 1
  var encoding: UInt8 = 0x1b  // relative to itself, signed, 4 bytes
  var initial: [UInt8] = CFA.define(register_sp, 8) + CFA.offset(register_return, 1)
  var program: [UInt8] = []
  /// Added to the length that the function entry states.
  var excessLength = 0
  var hasLongLengths = false

  /// The rule at `offset` bytes from the function's start.
  func rule(at offset: Int) -> UInt64 {
    let bytes = bytes()
    let copy = copy_bytes(bytes, UInt(bytes.count), true)
    defer { free_table_copy(copy) }
    return withUnsafePointer(to: copy) { rule_in_copy($0, UInt(bitPattern: Self.codeOffset + offset)) }
  }

  private func bytes() -> [UInt8] {
    let header = 20
    let common = entry(id: 0, contents: commonContents())
    let lengthSize = hasLongLengths ? 12 : 4
    let function = header + common.count
    var contents = codeAddress(at: function + lengthSize + 4)
    contents += [0] + program
    return [1, 0x1b, 0x03, 0x3b] + word(header - 4) + word(1) + word(Self.codeOffset) + word(function) + common
      + entry(id: function + lengthSize - header, contents: contents, excess: excessLength)
  }

  private func commonContents() -> [UInt8] {
    let sizes: [UInt8] = version == 4 ? [8, 0] : []
    let data: [UInt8] = augmentation.utf8.dropFirst().flatMap { $0 == UInt8(ascii: "R") ? [encoding] : [] }
    return [version] + Array(augmentation.utf8) + [0] + sizes + [1, 0x78, register_return, UInt8(data.count)] + data
      + initial
  }

  private func codeAddress(at position: Int) -> [UInt8] {
    let distance = Self.codeOffset - position
    return encoding == 0x1c
      ? word(distance) + word(0) + word(Self.codeSize) + word(0) : word(distance) + word(Self.codeSize)
  }

  private func entry(id: Int, contents: [UInt8], excess: Int = 0) -> [UInt8] {
    let length = 4 + contents.count + excess
    return (hasLongLengths ? word(-1) + word(length) + word(0) : word(length)) + word(id) + contents
  }

  private func word(_ value: Int) -> [UInt8] {
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: value).littleEndian, Array.init)
  }
}
#endif
