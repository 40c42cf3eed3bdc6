/// Reading numbers at offsets that nobody vouches for.
struct RecordingBytes {
  let bytes: UnsafeRawBufferPointer

  /// nil outside the file.
  func load<Number: FixedWidthInteger>(_ offset: UInt64, as type: Number.Type = Number.self) -> Number? {
    guard offset <= UInt64(bytes.count), UInt64(bytes.count) - offset >= UInt64(MemoryLayout<Number>.size) else {
      return nil
    }
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: Int(offset), as: Number.self))
  }

  /// A number of events that no sum of a few thousand overflows; 0 for one that is negative or not there.
  func count(_ offset: UInt64) -> Int { min(max(0, load(offset, as: Int.self) ?? 0), 1 << 48) }

  /// One of numbers whose magnitudes have the sum `left` at most, whatever a damaged file holds: 0 for one that goes beyond.
  func summand(_ offset: UInt64, of left: inout Int) -> Int {
    guard let number = load(offset, as: Int.self), number.magnitude <= UInt(left) else { return 0 }
    left -= Int(number.magnitude)
    return number
  }

  /// Whether the file has all of it.
  func holds(_ offset: UInt64, _ count: UInt64) -> Bool {
    offset <= UInt64(bytes.count) && UInt64(bytes.count) - offset >= count
  }

  /// The bytes up to a zero or to the end of the field, as text.
  func text(_ offset: UInt64, most: Int) -> String {
    guard holds(offset, UInt64(most)) else { return "" }
    let field = bytes[Int(offset)..<(Int(offset) + most)]
    return String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// Texts that end in a zero each, up to an empty one.
  func texts(_ offset: UInt64, most: Int) -> [String] {
    guard holds(offset, UInt64(most)) else { return [] }
    let field = bytes[Int(offset)..<(Int(offset) + most)]
    return field.split(separator: 0, omittingEmptySubsequences: false).prefix { !$0.isEmpty }
      .map { String(decoding: $0, as: UTF8.self) }
  }
}

/// One entry of the directory: where a table is, whose and which.
struct RecordedTable {
  enum Kind: UInt32 {
    case process = 1
    case nodes, sites, shares, period, image, sizes, name, brackets

    /// Read to know what was allocated where.
    var isOfSites: Bool { self == .nodes || self == .sites || self == .shares }
  }
  var kind: Kind
  var process: UInt32
  var index: UInt32
  var offset: UInt64
  var bytes: UInt64
}

extension RecordingBytes {
  /// All tables that lie within the file. A chain of chunks that runs in a circle ends. Entries lie beside each other, and so
  /// do tables: beyond as many as have room, damaged ones that lie over each other are left out.
  func tables(from first: UInt64) -> [RecordedTable] {
    var (tables, chunk, visited) = ([RecordedTable](), first, Set<UInt64>())
    var (entriesLeft, bytesLeft) = (bytes.count / 32, UInt64(bytes.count))
    while chunk != 0, visited.insert(chunk).inserted, let next = load(chunk, as: UInt64.self),
      let taken = load(chunk + 8, as: UInt32.self), let capacity = load(chunk + 12, as: UInt32.self)
    {
      for entry in 0..<UInt64(min(taken, capacity)) {
        guard holds(chunk + 16 + 32 * entry, 32), entriesLeft > 0 else { break }
        entriesLeft -= 1
        guard let table = table(at: chunk + 16 + 32 * entry), table.bytes <= bytesLeft else { continue }
        bytesLeft -= table.bytes
        tables.append(table)
      }
      chunk = next
    }
    return tables
  }

  func table(at entry: UInt64) -> RecordedTable? {
    guard let kind = load(entry, as: UInt32.self).flatMap(RecordedTable.Kind.init),
      let process = load(entry + 4, as: UInt32.self), let index = load(entry + 12, as: UInt32.self),
      let offset = load(entry + 16, as: UInt64.self), let bytes = load(entry + 24, as: UInt64.self),
      holds(offset, bytes)
    else { return nil }
    return RecordedTable(kind: kind, process: process, index: index, offset: offset, bytes: bytes)
  }
}
