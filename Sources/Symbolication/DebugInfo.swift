#if os(Linux)
  import CLibdw

  /// The compile units of one file, found by address. Swift's files have no `.debug_aranges`, so the index is made
  /// from the ranges that the unit headers state.
  final class DebugInfo {
    let path: String
    /// Keeps the sections mapped which the units point into.
    private let file: ELFFile
    /// What separates the debug file's addresses from the file's own (prelinking); mostly 0.
    private let bias: UInt64
    private var units: [DebugUnit] = []
    private var index: RangeIndex

    /// nil with the reason when there is none.
    static func read(_ file: ELFFile, names: FunctionNames) -> (DebugInfo?, MissingLineReason?) {
      var bias: Dwarf_Addr = 0
      if let dwarf = dwfl_module_getdwarf(file.module, &bias) {
        return (DebugInfo(file, dwarf: dwarf, bias: bias, names: names), nil)
      }
      let message = dwflMessage()
      let reason: MissingLineReason =
        file.hasDebugSections
        ? .damaged(path: file.path, detail: message) : .noDebugInformation(path: file.path)
      return (nil, reason)
    }

    private init(_ file: ELFFile, dwarf: OpaquePointer, bias: UInt64, names: FunctionNames) {
      self.file = file
      self.path = file.path
      self.bias = bias
      let code = CodeRanges(file.loadSegments.filter(\.isExecutable).map(\.range), bias: bias)
      let strings = SourceFileNames()
      var builder = RangeIndex.Builder()
      for die in unitDies(dwarf) {
        let unit = DebugUnit(die, code: code, names: names, files: strings)
        for range in ranges(of: die) where code.contains(range.lowerBound) {
          builder.add(range, owner: Int32(units.count))
        }
        units.append(unit)
      }
      index = builder.firstOwnerWins()
    }

    func symbolize(_ fileAddress: UInt64) -> Result<SymbolizedAddress, MissingLine> {
      let address = fileAddress &- bias
      guard let owner = index.owner(of: address) else { return .failure(MissingLine(.noUnit(path: path))) }
      return units[Int(owner)].symbolize(address, path: path)
    }
  }

  /// Where code can be. What the linker dropped keeps its debug information, at an address near 0 or near the top.
  struct CodeRanges {
    private var ranges: [Range<UInt64>]

    init(_ fileRanges: [Range<UInt64>], bias: UInt64) {
      ranges = fileRanges.map { ($0.lowerBound &- bias)..<max($0.lowerBound &- bias, $0.upperBound &- bias) }
    }

    func contains(_ address: UInt64) -> Bool { ranges.contains { $0.contains(address) } }
  }

  /// The top entries of all compile units, up to the first that cannot be read.
  private func unitDies(_ dwarf: OpaquePointer) -> [Dwarf_Die] {
    var dies: [Dwarf_Die] = []
    var unit: OpaquePointer?
    var die = Dwarf_Die()
    while dwarf_get_units(dwarf, unit, &unit, nil, nil, &die, nil) == 0 {
      if dwarf_tag(&die) == DW_TAG_compile_unit { dies.append(die) }
    }
    return dies
  }

  /// The address ranges of an entry; empty when it has no code or they cannot be read.
  func ranges(of die: Dwarf_Die) -> [Range<UInt64>] {
    var result: [Range<UInt64>] = []
    forEachRange(of: die) { result.append($0) }
    return result
  }

  /// More ranges than any compiler writes for one entry: a damaged list must not take for ever.
  private let mostRanges = 1 << 20

  @inline(__always)
  func forEachRange(of die: Dwarf_Die, _ body: (Range<UInt64>) -> Void) {
    var die = die
    var base: Dwarf_Addr = 0
    var start: Dwarf_Addr = 0
    var end: Dwarf_Addr = 0
    var offset = 0
    for _ in 0..<mostRanges {
      offset = dwarf_ranges(&die, offset, &base, &start, &end)
      if offset <= 0 { return }
      if start < end { body(start..<end) }
    }
  }
#endif
