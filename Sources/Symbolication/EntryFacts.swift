#if os(Linux)
import CLibdw

/// What debug information says about a function: the first of an entry and those that it refers to that says each.
struct EntryFacts {
  private(set) var linkageName: UnsafePointer<CChar>?
  private(set) var name: UnsafePointer<CChar>?
  private(set) var call = FilePlace()
  private(set) var declaration = FilePlace()

  /// False when a value asked for has a form that is not read here.
  @inline(__always)
  mutating func note(_ name: UInt64, _ value: EntryValue) -> Bool {
    switch CInt(clamping: name) {
    case CInt(DW_AT_linkage_name), CInt(DW_AT_MIPS_linkage_name): Self.keep(value, in: &linkageName)
    case CInt(DW_AT_name): Self.keep(value, in: &self.name)
    case CInt(DW_AT_call_file): Self.keep(value, in: &call.file)
    case CInt(DW_AT_call_line): Self.keep(value, in: &call.line)
    case CInt(DW_AT_call_column): Self.keep(value, in: &call.column)
    case CInt(DW_AT_decl_file): Self.keep(value, in: &declaration.file)
    case CInt(DW_AT_decl_line): Self.keep(value, in: &declaration.line)
    case CInt(DW_AT_decl_column): Self.keep(value, in: &declaration.column)
    default: true
    }
  }

  /// An empty name is none: no compiler writes that.
  private static func keep(_ value: EntryValue, in place: inout UnsafePointer<CChar>?) -> Bool {
    guard case .text(let text) = value else { return false }
    if place == nil, let text, text.pointee != 0 { place = text }
    return true
  }

  private static func keep(_ value: EntryValue, in place: inout UInt64?) -> Bool {
    guard case .number(let number) = value else { return false }
    if place == nil { place = number }
    return true
  }
}

/// A place in a source file, in the unit's numbers.
struct FilePlace {
  var file: UInt64?
  var line: UInt64?
  var column: UInt64?

  func place(in files: UnitFiles) -> UnitPlace? {
    file.flatMap { files.place(file: $0, line: line ?? 0, column: column ?? 0) }
  }
}

extension EntryFacts {
  /// As libdw reads it, whatever its forms.
  init(askingLibdwAbout entry: Dwarf_Die) {
    var entry = entry
    linkageName = Self.text(&entry, DW_AT_linkage_name) ?? Self.text(&entry, DW_AT_MIPS_linkage_name)
    name = Self.text(&entry, DW_AT_name)
    call = Self.place(&entry, DW_AT_call_file, DW_AT_call_line, DW_AT_call_column)
    declaration = Self.place(&entry, DW_AT_decl_file, DW_AT_decl_line, DW_AT_decl_column)
  }

  private static func place(_ entry: inout Dwarf_Die, _ file: Int, _ line: Int, _ column: Int) -> FilePlace {
    FilePlace(file: number(&entry, file), line: number(&entry, line), column: number(&entry, column))
  }

  private static func text(_ entry: inout Dwarf_Die, _ attribute: Int) -> UnsafePointer<CChar>? {
    var value = Dwarf_Attribute()
    guard let found = dwarf_attr_integrate(&entry, UInt32(attribute), &value), let text = dwarf_formstring(found) else {
      return nil
    }
    return text.pointee == 0 ? nil : text
  }

  private static func number(_ entry: inout Dwarf_Die, _ attribute: Int) -> UInt64? {
    var value = Dwarf_Attribute()
    var number: Dwarf_Word = 0
    guard let found = dwarf_attr_integrate(&entry, UInt32(attribute), &value), dwarf_formudata(found, &number) == 0
    else {
      return nil
    }
    return number
  }
}
#endif
