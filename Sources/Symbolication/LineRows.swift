#if os(Linux)
  import CLibdw

  /// The line table of one compile unit in flat arrays: ascending, and of one address in the order of the program.
  struct LineRows {
    private struct Row {
      var line: Int32
      var column: UInt16
      /// In `fileNames`; 0 marks the end of a sequence of code.
      var file: UInt16
    }

    /// False when libdw refuses the table; a unit without one is readable and empty.
    let isReadable: Bool
    private let addresses: AddressIndex
    private let rows: [Row]
    private let fileNames: [UnsafePointer<CChar>?]

    init(unit: Dwarf_Die) {
      var reader = RowReader()
      isReadable = reader.read(unit)
      addresses = AddressIndex(ascending: reader.addresses)
      rows = reader.rows
      fileNames = reader.files
    }

    /// The row that an address belongs to: the last that does not begin after it, unless that one ends a sequence.
    func index(of address: UInt64) -> Int? {
      let count = addresses.count(upTo: address)
      return count > 0 && rows[count - 1].file != 0 ? count - 1 : nil
    }

    /// The rows that begin in a range of addresses.
    func indices(in range: Range<UInt64>) -> Range<Int> {
      let first = range.lowerBound == 0 ? 0 : addresses.count(upTo: range.lowerBound - 1)
      return first..<max(first, addresses.count(upTo: range.upperBound - 1))
    }

    func address(_ index: Int) -> UInt64 { addresses[index] }

    /// Whether the row has a file and a line.
    func hasLine(_ index: Int) -> Bool { rows[index].file != 0 && rows[index].line > 0 }

    func location(_ index: Int, files: UnitFiles) -> SourceLocation? {
      let row = rows[index]
      guard let file = fileNames[Int(row.file)] else { return nil }
      return SourceLocation(file: files.name(file), line: Int(row.line), column: Int(row.column))
    }

    private struct RowReader {
      var addresses: [UInt64] = []
      var rows: [Row] = []
      var files: [UnsafePointer<CChar>?] = [nil]
      private var numbers: [UnsafePointer<CChar>: UInt16] = [:]

      mutating func read(_ unit: Dwarf_Die) -> Bool {
        var unit = unit
        var lines: OpaquePointer?
        var count = 0
        guard dwarf_getsrclines(&unit, &lines, &count) == 0, let lines else {
          return dwarf_hasattr(&unit, UInt32(DW_AT_stmt_list)) == 0
        }
        addresses.reserveCapacity(count)
        rows.reserveCapacity(count)
        for index in 0..<count {
          guard let line = dwarf_onesrcline(lines, index) else { return false }
          append(line)
        }
        return true
      }

      private mutating func append(_ line: OpaquePointer) {
        var address: Dwarf_Addr = 0
        var number: CInt = 0
        var column: CInt = 0
        var isEnd = false
        dwarf_lineaddr(line, &address)
        dwarf_lineno(line, &number)
        dwarf_linecol(line, &column)
        dwarf_lineendsequence(line, &isEnd)
        addresses.append(max(address, addresses.last ?? 0))
        let file = isEnd ? 0 : self.number(of: dwarf_linesrc(line, nil, nil))
        rows.append(Row(line: max(0, number), column: UInt16(clamping: column), file: file))
      }

      private mutating func number(of file: UnsafePointer<CChar>?) -> UInt16 {
        guard let file else { return 0 }
        if let last = rows.last, files[Int(last.file)] == file { return last.file }
        if let known = numbers[file] { return known }
        guard files.count <= UInt16.max else { return 0 }
        let number = UInt16(files.count)
        files.append(file)
        numbers[file] = number
        return number
      }
    }
  }
#endif
