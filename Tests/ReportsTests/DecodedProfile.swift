// A reader of profile.proto that knows nothing of the writer: its field numbers are from the published file.

/// The fields of a message in the wire format of Protocol Buffers.
struct Fields {
  private(set) var numbers: [Int: [UInt64]] = [:]
  private(set) var contents: [Int: [[UInt8]]] = [:]

  init(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let tag = takeVarint(&rest)
      switch tag & 7 {
      case 0: numbers[Int(tag >> 3), default: []].append(takeVarint(&rest))
      case 2:
        let length = Int(takeVarint(&rest))
        contents[Int(tag >> 3), default: []].append(Array(rest.prefix(length)))
        rest = rest.dropFirst(length)
      default: fatalError("wire type \(tag & 7)")
      }
    }
  }

  func number(_ field: Int) -> Int { Int(Int64(bitPattern: numbers[field]?.last ?? 0)) }
  func texts(_ field: Int) -> [String] { (contents[field] ?? []).map { String(decoding: $0, as: UTF8.self) } }
  func messages(_ field: Int) -> [Fields] { (contents[field] ?? []).map { Fields($0) } }

  /// Packed.
  func list(_ field: Int) -> [Int] {
    (contents[field] ?? []).flatMap { content in
      var (rest, values) = (content[...], [Int]())
      while !rest.isEmpty { values.append(Int(Int64(bitPattern: takeVarint(&rest)))) }
      return values
    }
  }
}

private func takeVarint(_ bytes: inout ArraySlice<UInt8>) -> UInt64 {
  var (value, shift): (UInt64, UInt64) = (0, 0)
  while let byte = bytes.popFirst() {
    value |= UInt64(byte & 0x7F) << shift
    if byte < 0x80 { break }
    shift += 7
  }
  return value
}

/// A decoded profile, with texts for the numbers that stand for them.
struct DecodedProfile {
  let fields: Fields
  let strings: [String]

  init(_ bytes: [UInt8]) {
    fields = Fields(bytes)
    strings = fields.texts(6)
  }

  func text(_ fields: Fields, _ field: Int) -> String { strings[fields.number(field)] }
  func valueTypes(_ field: Int) -> [String] { fields.messages(field).map { text($0, 1) + "/" + text($0, 2) } }
  var comments: [String] { fields.list(13).map { strings[$0] } }
  var mappings: [Fields] { fields.messages(3) }
  var functionNames: [String] { fields.messages(5).map { text($0, 2) } }

  /// `4112 in mapping 1: read a.swift:3, load(_:) a.swift:12`
  func location(_ id: Int) -> String {
    let location = fields.messages(4).first { $0.number(1) == id }!
    let lines = location.messages(4).map { line in
      let function = fields.messages(5).first { $0.number(1) == line.number(1) }!
      return "\(text(function, 2)) \(text(function, 4)):\(line.number(2))"
    }
    return "\(location.number(3)) in mapping \(location.number(2)): " + lines.joined(separator: ", ")
  }

  /// For each sample its values and its locations.
  var samples: [(values: [Int], locations: [String])] {
    fields.messages(2).map { ($0.list(2), $0.list(1).map(location)) }
  }
}
