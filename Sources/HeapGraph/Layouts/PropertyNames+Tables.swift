// Places in the storages of dictionaries and sets, with the texts of keys.
#if os(Linux)
import Reports

/// What stands in a storage's header.
struct HashTable {
  /// How many places there are for members.
  let buckets: Int
  /// From the storage's start; of a set's members, or a dictionary's keys.
  let keys: Int
  let values: Int
  let bytes: ValueBytes

  /// Where a bit for each bucket says whether there is a member in it; stale bytes are in the others.
  private let occupied: Int

  /// Behind count and capacity: {scale, …}, seed, the address of the keys and, in a dictionary, of the values.
  init(_ block: BlockContents, hasValues: Bool) {
    occupied = hasValues ? 64 : 56
    bytes = ValueBytes(all: block.words)
    let words = block.words + repeatElement(0, count: 8)
    let scale = words[4] & 0xff
    buckets = scale < 48 ? 1 << scale : 0
    keys = Int(bitPattern: words[6] &- block.address)
    values = Int(bitPattern: words[7] &- block.address)
  }

  /// The bucket of a member and its start, when the offset is in an array of so many values from `start` on.
  func bucket(at offset: Int, from start: Int, stride: Int) -> (index: Int, start: Int)? {
    guard start >= occupied, offset >= start, stride > 0, (offset - start) / stride < buckets else { return nil }
    let index = (offset - start) / stride
    guard let bits = bytes.word(at: occupied + index / 64 * 8), bits >> (index % 64) & 1 != 0 else { return nil }
    return (index, start + index * stride)
  }
}

extension PropertyNames {
  /// A set's table has no values.
  mutating func property(at offset: Int, inTableOf key: UInt, _ value: UInt?, _ table: HashTable) -> Property? {
    guard let keys = ValueWitnesses(of: key) else { return nil }
    if let value, table.values <= offset || table.keys > offset {
      guard let values = ValueWitnesses(of: value),
        let (index, start) = table.bucket(at: offset, from: table.values, stride: values.stride)
      else { return nil }
      let text = text(ofKey: table.bytes.from(table.keys + index * keys.stride), key) ?? "value \(index)"
      return property(
        at: Place(name: "[\(text)]", offset: offset - start, bytes: table.bytes.from(start)), in: value)
    }
    guard let (index, start) = table.bucket(at: offset, from: table.keys, stride: keys.stride) else { return nil }
    let name = value == nil ? "[member \(index)]" : "[key \(index)]"
    return property(at: Place(name: name, offset: offset - start, bytes: table.bytes.from(start)), in: key)
  }

  /// As one would write it in Swift; nil for what is no number, text, Boolean or case without payload.
  private mutating func text(ofKey bytes: ValueBytes, _ type: UInt) -> String? {
    let name = layouts.standardName(of: type)
    if let number = name.flatMap({ NumberKind.all[$0] }) {
      return bytes.words(of: number.bytes).map { number.text($0[0]) }
    }
    if name == "String" {
      guard let words = bytes.words(of: 16) else { return nil }
      return StringContents(words[0], words[1]).shown(reader)
    }
    guard case .cases(let cases, true) = layouts.shape(of: type),
      let (tag, _) = ValueWitnesses(of: type)?.projected(bytes, of: type, layouts.images), cases.indices.contains(tag),
      !cases[tag].hasPayload
    else { return nil }
    return "." + cases[tag].name
  }
}

/// The standard library's types whose values are numbers, by their names.
private enum NumberKind {
  case boolean
  case signed(bytes: Int)
  case unsigned(bytes: Int)

  static let all: [String: NumberKind] = [
    "Bool": .boolean, "Int": .signed(bytes: 8), "Int8": .signed(bytes: 1), "Int16": .signed(bytes: 2),
    "Int32": .signed(bytes: 4), "Int64": .signed(bytes: 8), "UInt": .unsigned(bytes: 8), "UInt8": .unsigned(bytes: 1),
    "UInt16": .unsigned(bytes: 2), "UInt32": .unsigned(bytes: 4), "UInt64": .unsigned(bytes: 8),
  ]

  var bytes: Int {
    switch self {
    case .boolean: 1
    case .signed(let bytes), .unsigned(let bytes): bytes
    }
  }

  /// Of a value's bytes, filled up with 0.
  func text(_ word: UInt) -> String {
    switch self {
    case .boolean: word & 1 == 0 ? "false" : "true"
    case .signed(let bytes): String(Int(bitPattern: word << (64 - 8 * bytes)) >> (64 - 8 * bytes))
    case .unsigned: String(word)
    }
  }
}

/// A string by its two words, read wherever its text stands.
struct StringContents {
  private let counts: UInt
  let object: UInt

  init(_ counts: UInt, _ object: UInt) {
    self.counts = counts
    self.object = object
  }

  private static let mostCharacters = 32
  /// Of the discriminator, the second word's highest bits.
  var isSmall: Bool { object >> 61 & 1 != 0 }
  var isImmortal: Bool { object >> 63 & 1 != 0 }
  private var isForeign: Bool { object >> 60 & 1 != 0 }
  /// The text stands 32 bytes behind the address, in a storage of its own or an image.
  private var isTailAllocated: Bool { counts >> 60 & 1 != 0 }

  /// In quotes, shortened; nil when it is not printable or stands elsewhere.
  func shown(_ reader: MemoryReader) -> String? {
    guard let bytes = utf8(reader) else { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    let start = text.prefix(Self.mostCharacters)
    guard start.unicodeScalars.allSatisfy({ $0.properties.isPrintable }) else { return nil }
    let quoted = start.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"" + quoted + (start.endIndex == text.endIndex ? "\"" : "…\"")
  }

  /// At most what the characters that are shown can need.
  private func utf8(_ reader: MemoryReader) -> [UInt8]? {
    if isSmall {
      let bytes = withUnsafeBytes(of: (counts.littleEndian, object.littleEndian)) { Array($0) }
      return Array(bytes.prefix(Int(object >> 56 & 0xf)))
    }
    guard !isForeign, isTailAllocated else { return nil }
    let count = counts & 0xffff_ffff_ffff
    return reader.bytes(at: object & 0x0fff_ffff_ffff_ffff &+ 32, count: Int(min(count, 256)))
  }
}

extension Unicode.Scalar.Properties {
  fileprivate var isPrintable: Bool {
    switch generalCategory {
    case .control, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }
}
#endif
