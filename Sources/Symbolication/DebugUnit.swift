#if os(Linux)
import CLibdw

/// One compile unit; read when the first address in it is asked for.
final class DebugUnit {
  let die: Dwarf_Die
  // Nobody else uses it meanwhile; checking that takes longer.
  @exclusivity(unchecked) private var contents: UnitContents?

  init(_ die: Dwarf_Die) { self.die = die }

  func contents(code: CodeRanges, sections: DebugSections, strings: DebugStrings) -> UnitContents {
    if let contents { return contents }
    let read = UnitContents(die, code: code, sections: sections, strings: strings)
    contents = read
    return read
  }
}

/// The functions and the line table of one compile unit. A class of constants: its arrays must be searched where they
/// are, without a copy or a reference count.
final class UnitContents {
  let scopes: ScopeTree
  let rows: LineRows
  let files: UnitFiles
  private let details: ScopeDetails

  init(_ unit: Dwarf_Die, code: CodeRanges, sections: DebugSections, strings: DebugStrings) {
    let abbreviations = Abbreviations(unit: unit, sections: sections)
    let entries = UnitEntries(unit: unit, abbreviations: abbreviations, sections: sections)
    scopes = ScopeTree(entries, code: code)
    rows = LineRows(unit: unit, sections: sections, code: code)
    files = rows.files
    details = ScopeDetails(scopes, entries: entries, files: rows.files, strings: strings)
  }

  /// Appends frames and sets the user location with its origin, or the reason.
  func symbolize(_ address: UInt64, reasons: DebugReasons, into answer: inout SymbolizedAddress) {
    let scope = scopes.innermost(at: address)
    let row = rows.index(of: address)
    let place = row.flatMap { rows.place($0) }
    appendFrames(scope, innermost: place, to: &answer.frames)
    if let found = userLine(address, scope: scope, row: row, place: place) {
      answer.userLocation = files.position(found.place)
      answer.origin = found.origin
    } else {
      answer.reason = reason(scope: scope, reasons)
    }
  }

  private func reason(scope: Int32, _ reasons: DebugReasons) -> MissingLineReason {
    if !rows.isReadable { return reasons.damagedLines }
    return scope < 0 ? reasons.noUnit : reasons.compilerGenerated
  }

  private func appendFrames(_ innermost: Int32, innermost place: UnitPlace?, to frames: inout [SymbolizedFrame]) {
    if innermost < 0, let place { frames.append(SymbolizedFrame(linkageName: nil, location: files.position(place))) }
    var (scope, place) = (innermost, place)
    while scope >= 0 {
      frames.append(details.frame(of: scope, at: place.map { files.position($0) }))
      place = call(of: scope)
      scope = scopes.parent(of: scope)
    }
  }

  /// Where a scope was inlined; nil for a function with code of its own.
  func call(of scope: Int32) -> UnitPlace? { details.call(of: scope) }

  func declaration(of scope: Int32) -> UnitPlace? { details.declaration(of: scope) }
}
#endif
