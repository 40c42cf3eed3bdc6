#if os(Linux)
import CLibdw

/// The line table of one compile unit: ascending, and of one address in the order of the program.
struct LineRows {
  /// False when there is a table that cannot be read; a unit without one is readable and empty.
  let isReadable: Bool
  let files: UnitFiles
  private let addresses: AddressIndex
  private let rows: [LineRow]

  init(unit: Dwarf_Die, sections: DebugSections, code: CodeRanges) {
    var unit = unit
    var value = Dwarf_Attribute()
    var offset: Dwarf_Word = 0
    var header: LineHeader?
    var program: LineProgram?
    let hasTable = dwarf_attr(&unit, UInt32(DW_AT_stmt_list), &value) != nil && dwarf_formudata(&value, &offset) == 0
    if hasTable {
      var reader = ByteReader(sections.lines, at: Int(clamping: offset))
      header = LineHeader(&reader, sections: sections)
      program = header.flatMap { LineProgram(&reader, header: $0, code: code) }
    }
    isReadable = !hasTable || program != nil
    files = UnitFiles(unit: unit, header: header)
    let (addresses, rows) = program.map { $0.isAscending ? ($0.addresses, $0.rows) : Self.inOrder($0) } ?? ([], [])
    self.addresses = AddressIndex(ascending: addresses)
    self.rows = rows
  }

  /// The sequences by address; of equal code only the first.
  private static func inOrder(_ program: LineProgram) -> (addresses: [UInt64], rows: [LineRow]) {
    let ends = program.sequences.dropFirst() + [program.rows.count]
    let sequences = zip(program.sequences, ends).map { $0..<$1 }
    var addresses: [UInt64] = []
    var rows: [LineRow] = []
    addresses.reserveCapacity(program.rows.count)
    rows.reserveCapacity(program.rows.count)
    for sequence in sequences.sorted(by: { program.addresses[$0.lowerBound] < program.addresses[$1.lowerBound] }) {
      guard program.addresses[sequence.lowerBound] >= addresses.last ?? 0 else { continue }
      for index in sequence {
        // Within a sequence addresses only grow, unless it is damaged.
        addresses.append(max(program.addresses[index], addresses.last ?? 0))
        rows.append(program.rows[index])
      }
    }
    return (addresses, rows)
  }

  /// The row that an address belongs to: the last that does not begin after it, unless that one ends a sequence.
  func index(of address: UInt64) -> Int? {
    let count = addresses.count(upTo: address)
    return count > 0 && rows[count - 1].file != LineRow.end ? count - 1 : nil
  }

  /// The rows that begin in a range of addresses.
  func indices(in range: Range<UInt64>) -> Range<Int> {
    let first = range.lowerBound == 0 ? 0 : addresses.count(upTo: range.lowerBound - 1)
    return first..<max(first, addresses.count(upTo: range.upperBound - 1))
  }

  func address(_ index: Int) -> UInt64 { addresses[index] }

  /// Whether the row has a file and a line.
  func hasLine(_ index: Int) -> Bool { rows[index].file != LineRow.end && rows[index].line > 0 }

  func place(_ index: Int) -> UnitPlace? {
    let row = rows[index]
    if row.file == LineRow.end { return nil }
    return files.place(file: UInt64(row.file), line: UInt64(row.line), column: UInt64(row.column))
  }
}
#endif
