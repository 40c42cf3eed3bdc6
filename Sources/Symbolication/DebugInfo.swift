#if os(Linux)
import CLibdw

/// The compile units of one file, found by address. Swift's files have no `.debug_aranges`, so the index is made
/// from the ranges that the unit headers state.
final class DebugInfo {
  private let reasons: DebugReasons
  /// Keeps the sections mapped which the units point into.
  private let file: ELFFile
  /// What separates the debug file's addresses from the file's own (prelinking); mostly 0.
  private let bias: UInt64
  private let units: [DebugUnit]
  private let index: RangeIndex
  private let code: CodeRanges
  private let sections: DebugSections
  private let strings: DebugStrings

  /// nil with the reason when there is none.
  static func read(_ file: ELFFile) -> (DebugInfo?, MissingLineReason?) {
    var bias: Dwarf_Addr = 0
    if let dwarf = dwfl_module_getdwarf(file.module, &bias) {
      return (DebugInfo(file, dwarf: dwarf, bias: bias), nil)
    }
    let message = dwflMessage()
    let reason: MissingLineReason =
      file.hasDebugSections
      ? .damaged(path: file.path, detail: message) : .noDebugInformation(path: file.path)
    return (nil, reason)
  }

  private init(_ file: ELFFile, dwarf: OpaquePointer, bias: UInt64) {
    self.file = file
    self.bias = bias
    reasons = DebugReasons(path: file.path)
    strings = DebugStrings()
    sections = DebugSections(dwarf)
    code = CodeRanges(file.loadSegments.filter(\.isExecutable).map(\.range), bias: bias)
    units = unitDies(dwarf).map(DebugUnit.init)
    var ranges = RangeIndex.Builder()
    for (number, unit) in units.enumerated() {
      forEachRange(of: unit.die) { [code] range in
        if code.contains(range.lowerBound) { ranges.add(range, owner: Int32(number)) }
      }
    }
    index = ranges.firstOwnerWins()
  }

  /// Appends frames and sets the user location with its origin, or the reason.
  func symbolize(_ fileAddress: UInt64, into answer: inout SymbolizedAddress) {
    let address = fileAddress &- bias
    let owner = index.owner(of: address)
    if owner < 0 {
      answer.reason = reasons.noUnit
      return
    }
    let unit = units[Int(owner)].contents(code: code, sections: sections, strings: strings)
    if unit.scopes.isComplete {
      unit.symbolize(address, reasons: reasons, into: &answer)
    } else {
      answer.reason = reasons.damagedUnit
    }
  }
}

/// Why an address of a file has no line; made once, since each is an object.
struct DebugReasons {
  let noUnit, compilerGenerated, damagedUnit, damagedLines: MissingLineReason

  init(path: String) {
    noUnit = .noUnit(path: path)
    compilerGenerated = .compilerGenerated(path: path)
    damagedUnit = .damaged(path: path, detail: "a compile unit cannot be read")
    damagedLines = .damaged(path: path, detail: "a line table cannot be read")
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

/// More ranges than any compiler writes for one entry: a damaged list must not take for ever.
let mostRanges = 1 << 20

/// The address ranges of an entry, none when it has no code; up to the first that cannot be read.
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
