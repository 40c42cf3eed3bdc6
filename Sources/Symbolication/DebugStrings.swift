#if os(Linux)
import CLibdw

/// One copy of each name in a file's debug information, however many frames show it. The pointers given to it are into
/// sections of the open file and must stay what they are while `self` lives.
final class DebugStrings {
  private var known: [UnsafePointer<CChar>: String] = [:]

  func text(_ pointer: UnsafePointer<CChar>) -> String {
    if let text = known[pointer] { return text }
    let text = String(cString: pointer)
    known[pointer] = text
    return text
  }
}

/// The source files of one compile unit.
final class UnitFiles {
  private let table: OpaquePointer?
  /// Where the compiler ran; empty when it did not say.
  private let directory: String
  private var known: [UnsafePointer<CChar>: String] = [:]
  private var last: (pointer: UnsafePointer<CChar>, text: String)?

  init(unit: Dwarf_Die) {
    var unit = unit
    var table: OpaquePointer?
    var count = 0
    self.table = dwarf_getsrcfiles(&unit, &table, &count) == 0 ? table : nil
    var value = Dwarf_Attribute()
    let directory = dwarf_attr(&unit, UInt32(DW_AT_comp_dir), &value).flatMap { dwarf_formstring($0) }
    self.directory = directory.map { String(cString: $0) } ?? ""
  }

  /// By the unit's own numbers.
  subscript(number: UInt64) -> String? {
    table.flatMap { dwarf_filesrc($0, Int(clamping: number), nil, nil) }.map(name)
  }

  /// `pointer` is one of libdw's names for the unit's files.
  func name(_ pointer: UnsafePointer<CChar>) -> String {
    if let last, last.pointer == pointer { return last.text }
    let text = known[pointer] ?? absolute(String(cString: pointer))
    known[pointer] = text
    last = (pointer, text)
    return text
  }

  /// libdw leaves relative what the compiler named relative to where it ran, and puts directories even before the
  /// compiler's placeholders.
  private func absolute(_ path: String) -> String {
    for placeholder in SourceLocation.placeholders where path.hasSuffix(placeholder) { return placeholder }
    return path.hasPrefix("/") || directory.isEmpty ? path : directory + "/" + path
  }
}
#endif
