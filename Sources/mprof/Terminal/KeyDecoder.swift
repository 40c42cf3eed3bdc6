import Reports

/// Keys from the bytes that a terminal sends, which may arrive in any pieces.
struct KeyDecoder {
  /// What may still become a key.
  private var bytes: [UInt8] = []

  private static let escape = UInt8(ascii: "\u{1B}")
  /// No terminal sends a longer sequence for a key.
  private static let longestSequence = 32

  /// Whether the next byte decides: an escape is a key, or the beginning of one.
  var isWaiting: Bool { !bytes.isEmpty }

  /// The keys that are complete now.
  mutating func keys(from new: some Sequence<UInt8>) -> [Key] {
    bytes += new
    var keys: [Key] = []
    while let (key, count) = next() {
      bytes.removeFirst(count)
      if let key { keys.append(key) }
    }
    return keys
  }

  /// What is left when nothing followed for a while.
  mutating func rest() -> [Key] {
    defer { bytes = [] }
    return bytes == [Self.escape] ? [.escape] : []
  }

  /// The first key and how many bytes it takes; no key for bytes that mean nothing here. nil when more are needed.
  private func next() -> (Key?, Int)? {
    guard let first = bytes.first else { return nil }
    switch first {
    case Self.escape: return sequence()
    case 0x0A, 0x0D: return (.enter, 1)
    case 0x08, 0x7F: return (.backspace, 1)
    case 0x09: return (.tab, 1)
    case ..<0x20: return (nil, 1)
    default: return character(first)
    }
  }

  private func character(_ first: UInt8) -> (Key?, Int)? {
    let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 0
    if length == 0 { return (nil, 1) }
    let continuation = bytes.dropFirst().prefix(length - 1).prefix { $0 & 0xC0 == 0x80 }.count
    if continuation < length - 1 { return bytes.count < length && bytes.count == continuation + 1 ? nil : (nil, 1) }
    let text = String(decoding: bytes.prefix(length), as: UTF8.self)
    return (text.count == 1 && text != "\u{FFFD}" ? .character(text.first!) : nil, length)
  }

  /// `ESC [ … letter` and `ESC O letter`; any other byte begins a key of its own.
  private func sequence() -> (Key?, Int)? {
    guard bytes.count > 1 else { return nil }
    switch bytes[1] {
    case UInt8(ascii: "["):
      guard let end = bytes.indices.dropFirst(2).first(where: { (0x40...0x7E).contains(bytes[$0]) }) else {
        return bytes.count > Self.longestSequence ? (nil, bytes.count) : nil
      }
      return (Self.key(bytes[end], parameter: bytes[2..<end]), end + 1)
    case UInt8(ascii: "O"):
      return bytes.count > 2 ? (Self.key(bytes[2], parameter: []), 3) : nil
    default: return (.escape, 1)
    }
  }

  private static func key(_ final: UInt8, parameter: ArraySlice<UInt8>) -> Key? {
    switch UnicodeScalar(final) {
    case "A": .up
    case "B": .down
    case "C": .right
    case "D": .left
    case "H": .home
    case "F": .end
    case "M" where parameter.isEmpty: .enter
    case "~":
      switch String(decoding: parameter, as: UTF8.self) {
      case "1", "7": .home
      case "4", "8": .end
      case "5": .pageUp
      case "6": .pageDown
      default: nil
      }
    default: nil
    }
  }
}
