#if os(Linux)
import CLibdw

/// What the entry of a scope says.
private struct ScopeDetail {
  /// Without a location.
  var frame: SymbolizedFrame
  /// Where the scope was inlined; nil for a function with code of its own.
  var call: SourcePosition?
}

/// The entries of one unit's scopes, each read when it is first shown.
final class ScopeDetails {
  private let scopes: ScopeTree
  private let files: UnitFiles
  private let sections: DebugSections
  private let strings: DebugStrings
  private var known: [ScopeDetail] = []
  /// For each scope its place in `known`; −1 while it has not been read.
  private var places: [Int32]
  private var declarations: [Int32: SourcePosition?] = [:]

  init(_ scopes: ScopeTree, files: UnitFiles, sections: DebugSections, strings: DebugStrings) {
    self.scopes = scopes
    self.files = files
    self.sections = sections
    self.strings = strings
    places = Array(repeating: -1, count: scopes.count)
  }

  /// The scope's frame without a location.
  func frame(of scope: Int32) -> SymbolizedFrame { known[place(of: scope)].frame }

  /// Where the scope was inlined; nil for a function with code of its own.
  func call(of scope: Int32) -> SourcePosition? { known[place(of: scope)].call }

  /// Where in `known` the scope's detail is; reads it when that was not done yet.
  private func place(of scope: Int32) -> Int {
    let place = places[Int(scope)]
    if place >= 0 { return Int(place) }
    places[Int(scope)] = Int32(known.count)
    known.append(read(scope))
    return known.count - 1
  }

  private func read(_ scope: Int32) -> ScopeDetail {
    var entry = scopes.entry(of: scope)
    var detail = ScopeDetail(frame: frame(of: scope, &entry))
    if scopes.parent(of: scope) >= 0 || dwarf_tag(&entry) == DW_TAG_inlined_subroutine {
      detail.frame.isInlined = true
      detail.call = location(
        &entry, UInt32(DW_AT_call_file), UInt32(DW_AT_call_line), UInt32(DW_AT_call_column))
    }
    return detail
  }

  private func frame(of scope: Int32, _ entry: inout Dwarf_Die) -> SymbolizedFrame {
    if let offset = scopes.linkageName(of: scope),
      let text = sections.string(form: UInt64(DW_FORM_strp), at: UInt64(offset)), text.pointee != 0
    {
      return SymbolizedFrame(linkageName: strings.linkageName(text))
    }
    let linkageName =
      string(&entry, UInt32(DW_AT_linkage_name)) ?? string(&entry, UInt32(DW_AT_MIPS_linkage_name))
    if let linkageName { return SymbolizedFrame(linkageName: strings.linkageName(linkageName)) }
    let name = string(&entry, UInt32(DW_AT_name))
    return name.map { SymbolizedFrame(function: strings.text($0)) } ?? SymbolizedFrame(linkageName: nil)
  }

  /// Where the function of a scope is declared; nil for a function of the compiler's, which has no line.
  func declaration(of scope: Int32) -> SourcePosition? {
    if !scopes.mayBeDeclared(scope) { return nil }
    if let known = declarations[scope] { return known }
    let declaration = declaration(at: scopes.entry(of: scope))
    declarations[scope] = .some(declaration)
    return declaration
  }

  private func declaration(at entry: Dwarf_Die) -> SourcePosition? {
    var entry = entry
    guard number(&entry, UInt32(DW_AT_decl_line)) ?? 0 > 0 else { return nil }
    return location(&entry, UInt32(DW_AT_decl_file), UInt32(DW_AT_decl_line), UInt32(DW_AT_decl_column))
  }

  private func location(
    _ entry: inout Dwarf_Die, _ file: UInt32, _ line: UInt32, _ column: UInt32
  ) -> SourcePosition? {
    guard let file = number(&entry, file).flatMap({ files[$0] }) else { return nil }
    return SourcePosition(
      file: file, line: Int(clamping: number(&entry, line) ?? 0), column: Int(clamping: number(&entry, column) ?? 0))
  }

  /// nil for an empty one too: no compiler writes that.
  private func string(_ entry: inout Dwarf_Die, _ attribute: UInt32) -> UnsafePointer<CChar>? {
    var value = Dwarf_Attribute()
    guard let found = dwarf_attr_integrate(&entry, attribute, &value), let text = dwarf_formstring(found) else {
      return nil
    }
    return text.pointee == 0 ? nil : text
  }

  private func number(_ entry: inout Dwarf_Die, _ attribute: UInt32) -> UInt64? {
    var value = Dwarf_Attribute()
    var number: Dwarf_Word = 0
    guard let found = dwarf_attr_integrate(&entry, attribute, &value), dwarf_formudata(found, &number) == 0 else {
      return nil
    }
    return number
  }
}
#endif
