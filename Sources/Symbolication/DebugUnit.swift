#if os(Linux)
import CLibdw

/// One compile unit; read when the first address in it is asked for.
final class DebugUnit {
  let die: Dwarf_Die
  private var contents: UnitContents?

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
  private let details: ScopeDetails

  init(_ unit: Dwarf_Die, code: CodeRanges, sections: DebugSections, strings: DebugStrings) {
    scopes = ScopeTree(unit: unit, sections: sections, code: code)
    rows = LineRows(unit: unit, sections: sections, code: code)
    details = ScopeDetails(scopes, files: rows.files, sections: sections, strings: strings)
  }

  func symbolize(_ address: UInt64, path: String) -> SymbolizedAddress {
    let scope = scopes.innermost(at: address)
    let row = rows.index(of: address)
    let location = row.flatMap { rows.location($0) }
    let found = userLine(address, scope: scope, row: row, location: location)
    return SymbolizedAddress(
      frames: frames(scope, innermost: location), userLocation: found?.location, origin: found?.origin,
      reason: found == nil ? reason(scope: scope, path: path) : nil)
  }

  private func reason(scope: Int32, path: String) -> MissingLineReason {
    if !rows.isReadable { return .damaged(path: path, detail: "a line table cannot be read") }
    return scope < 0 ? .noUnit(path: path) : .compilerGenerated(path: path)
  }

  private func frames(_ innermost: Int32, innermost location: SourcePosition?) -> [SymbolizedFrame] {
    var frames: [SymbolizedFrame] = []
    frames.reserveCapacity(scopes.depth(of: innermost))
    var location = location
    var scope = innermost
    if scope < 0, let location { return [SymbolizedFrame(linkageName: nil, location: location)] }
    while scope >= 0 {
      var frame = details.frame(of: scope)
      frame.location = location
      location = frame.isInlined ? call(of: scope) : nil
      frames.append(frame)
      scope = scopes.parent(of: scope)
    }
    return frames
  }

  func location(ofRow row: Int) -> SourcePosition? { rows.location(row) }

  /// Where a scope was inlined; nil for a function with code of its own.
  func call(of scope: Int32) -> SourcePosition? {
    details.call(of: scope)
  }

  func declaration(of scope: Int32) -> SourcePosition? {
    details.declaration(of: scope)
  }
}
#endif
