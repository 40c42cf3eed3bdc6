/// Data as text inside an HTML file: nothing that a program's names hold can end the element it stands in.

/// Text between tags, and in quoted attributes.
func htmlEscaped(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// A JSON string that may stand in a `script` element: `<`, `>` and `&` are written as numbers, so that no tag, comment or
/// entity can begin in it.
func jsonString(_ text: String) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var bytes = [UInt8(ascii: "\"")]
  for byte in text.utf8 {
    switch byte {
    case 0..<0x20, 0x7f, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "\""),
      UInt8(ascii: "\\"):
      bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    default: bytes.append(byte)
    }
  }
  bytes.append(UInt8(ascii: "\""))
  return String(decoding: bytes, as: UTF8.self)
}

/// A JSON array of strings.
func jsonArray(_ texts: [String]) -> String { "[" + texts.map(jsonString).joined(separator: ",\n") + "]" }

/// Numbers one after the other, seven bits a byte, the lowest first, the eighth bit set on all but the last (LEB128).
struct NumberWriter {
  private(set) var bytes: [UInt8] = []

  /// Negative numbers become 0.
  mutating func append(_ number: Int) {
    var rest = UInt(max(0, number))
    while rest > 127 {
      bytes.append(UInt8(rest & 127) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Of either sign: 0, -1, 1, -2 are written as 0, 1, 2, 3. Within ±2^61.
  mutating func appendSigned(_ number: Int) { append(number < 0 ? -2 * number - 1 : 2 * number) }

  /// As RFC 4648 has it, padded, as a JSON string.
  var jsonText: String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text = [UInt8(ascii: "\"")]
    text.reserveCapacity(bytes.count / 3 * 4 + 6)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let (second, third) = (start + 1 < bytes.count, start + 2 < bytes.count)
      var group = UInt32(bytes[start]) << 16
      if second { group |= UInt32(bytes[start + 1]) << 8 }
      if third { group |= UInt32(bytes[start + 2]) }
      text.append(alphabet[Int(group >> 18)])
      text.append(alphabet[Int(group >> 12 & 63)])
      text.append(second ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "="))
      text.append(third ? alphabet[Int(group & 63)] : UInt8(ascii: "="))
    }
    text.append(UInt8(ascii: "\""))
    return String(decoding: text, as: UTF8.self)
  }
}
