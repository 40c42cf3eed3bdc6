#if os(Linux)
  import CLibdw

  /// The line table of one compile unit, as libdw sorted it: by address, and of one address in the order of the program.
  struct LineRows {
    private let rows: OpaquePointer?
    private let count: Int

    var indices: Range<Int> { 0..<count }

    /// Empty when the unit has none or it cannot be read.
    init(unit: Dwarf_Die) {
      var unit = unit
      var rows: OpaquePointer?
      var count = 0
      let isRead = dwarf_getsrclines(&unit, &rows, &count) == 0
      self.rows = isRead ? rows : nil
      self.count = isRead ? count : 0
    }

    /// The row that an address belongs to: the last that does not begin after it, unless that one ends a sequence.
    func index(of address: UInt64) -> Int? {
      let after = indices.partitioningIndex { self.address($0) > address }
      return after > 0 && !isEnd(after - 1) ? after - 1 : nil
    }

    func address(_ index: Int) -> UInt64 {
      var address: Dwarf_Addr = .max
      dwarf_lineaddr(dwarf_onesrcline(rows, index), &address)
      return address
    }

    /// Whether the row only marks the end of the code before it.
    func isEnd(_ index: Int) -> Bool {
      var isEnd = false
      return dwarf_lineendsequence(dwarf_onesrcline(rows, index), &isEnd) != 0 || isEnd
    }

    func location(_ index: Int, files: SourceFileNames) -> SourceLocation? {
      let row = dwarf_onesrcline(rows, index)
      var line: CInt = 0
      var column: CInt = 0
      guard let file = dwarf_linesrc(row, nil, nil), dwarf_lineno(row, &line) == 0, line >= 0 else { return nil }
      dwarf_linecol(row, &column)
      return SourceLocation(file: files.name(file), line: Int(line), column: Int(column))
    }
  }

  /// One String for each file name, however many rows and frames show it.
  final class SourceFileNames {
    private var known: [UnsafePointer<CChar>: String] = [:]
    private var last: (name: UnsafePointer<CChar>, text: String)?

    /// `name` must stay where it is while `self` lives.
    func name(_ name: UnsafePointer<CChar>) -> String {
      if let last, last.name == name { return last.text }
      let text = known[name] ?? String(cString: name)
      known[name] = text
      last = (name, text)
      return text
    }
  }
#endif
