#if os(Linux)
  import CLibdw

  /// The line table of one compile unit, as libdw sorted it: by address, and of one address in the order of the program.
  struct LineRows {
    private let rows: OpaquePointer?
    /// Those of the rows: searching them does not touch libdw's far larger rows.
    private let addresses: [UInt64]

    /// Empty when the unit has none or it cannot be read.
    init(unit: Dwarf_Die) {
      var unit = unit
      var rows: OpaquePointer?
      var count = 0
      let isRead = dwarf_getsrclines(&unit, &rows, &count) == 0
      self.rows = isRead ? rows : nil
      addresses = (0..<(isRead ? count : 0)).map { index in
        var address: Dwarf_Addr = .max
        dwarf_lineaddr(dwarf_onesrcline(rows, index), &address)
        return address
      }
    }

    /// The row that an address belongs to: the last that does not begin after it, unless that one ends a sequence.
    func index(of address: UInt64) -> Int? {
      let after = addresses.partitioningIndex { $0 > address }
      return after > 0 && !isEnd(after - 1) ? after - 1 : nil
    }

    /// The rows that begin in a range of addresses.
    func indices(in range: Range<UInt64>) -> Range<Int> {
      let first = addresses.partitioningIndex { $0 >= range.lowerBound }
      return first..<max(first, addresses.partitioningIndex { $0 >= range.upperBound })
    }

    func address(_ index: Int) -> UInt64 { addresses[index] }

    /// Whether the row only marks the end of the code before it.
    private func isEnd(_ index: Int) -> Bool {
      var isEnd = false
      return dwarf_lineendsequence(dwarf_onesrcline(rows, index), &isEnd) != 0 || isEnd
    }

    /// 0 where the compiler gave none.
    func line(_ index: Int) -> Int {
      var line: CInt = 0
      return dwarf_lineno(dwarf_onesrcline(rows, index), &line) == 0 ? Int(line) : 0
    }

    func location(_ index: Int, strings: DebugStrings) -> SourceLocation? {
      let row = dwarf_onesrcline(rows, index)
      var column: CInt = 0
      guard let file = dwarf_linesrc(row, nil, nil) else { return nil }
      dwarf_linecol(row, &column)
      return SourceLocation(file: strings.text(file), line: max(0, line(index)), column: Int(column))
    }
  }
#endif
