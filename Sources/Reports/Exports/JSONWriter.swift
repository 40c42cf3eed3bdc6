/// Writes JSON (RFC 8259) piece by piece, without keeping a tree of it.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  /// Whether a value of the same array or object stands before.
  private var needsComma = false

  mutating func value(_ value: some JSONValue) {
    separate()
    value.append(to: &bytes)
  }

  /// A member of an object.
  mutating func member(_ name: String, _ value: some JSONValue) {
    key(name)
    self.value(value)
  }

  /// A member's name; its value comes next.
  mutating func key(_ name: String) {
    value(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  mutating func object(_ members: (inout JSONWriter) -> Void) { nested("{", "}", members) }

  mutating func array<Elements: Sequence>(
    _ elements: Elements, _ element: (inout JSONWriter, Elements.Element) -> Void
  ) {
    nested("[", "]") { json in
      for one in elements { element(&json, one) }
    }
  }

  mutating func array(_ elements: some Sequence<some JSONValue>) { array(elements) { $0.value($1) } }

  /// An array of which each element begins a line of the file, so that tools that know lines are of use.
  mutating func lines<Elements: Sequence>(
    _ elements: Elements, _ element: (inout JSONWriter, Elements.Element) -> Void
  ) {
    array(elements) { json, one in
      json.separate()
      json.endLine()
      json.needsComma = false
      element(&json, one)
    }
  }

  mutating func endLine() { bytes.append(UInt8(ascii: "\n")) }

  private mutating func nested(_ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONWriter) -> Void) {
    separate()
    bytes.append(UInt8(ascii: open))
    needsComma = false
    body(&self)
    bytes.append(UInt8(ascii: close))
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }
}

/// What is written without anything inside.
protocol JSONValue {
  func append(to bytes: inout [UInt8])
}

extension Int: JSONValue {
  func append(to bytes: inout [UInt8]) { bytes += String(self).utf8 }
}

extension Bool: JSONValue {
  func append(to bytes: inout [UInt8]) { bytes += (self ? "true" : "false").utf8 }
}

extension Optional: JSONValue where Wrapped: JSONValue {
  func append(to bytes: inout [UInt8]) {
    if let self { self.append(to: &bytes) } else { bytes += "null".utf8 }
  }
}

extension String: JSONValue {
  /// Escapes what JSON demands and nothing else: the rest stays UTF-8.
  func append(to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case ..<0x20: bytes += "\\u00\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))".utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

extension Duration: JSONValue {
  /// Seconds with nine digits after the point.
  func append(to bytes: inout [UInt8]) {
    let (seconds, attoseconds) = components
    let nanoseconds = String(attoseconds.magnitude / 1_000_000_000)
    let sign = seconds < 0 || attoseconds < 0 ? "-" : ""
    let zeros = String(repeating: "0", count: 9 - nanoseconds.count)
    bytes += "\(sign)\(seconds.magnitude).\(zeros)\(nanoseconds)".utf8
  }
}
