#if os(Linux)
import CLibdw

/// A place in one of a unit's files.
struct UnitPlace {
  /// Counted from 0.
  fileprivate(set) var file: Int32
  var line: Int32
  var column: Int32
}

/// The source files of one compile unit, by the unit's own numbers; each name is made when it is first asked for.
final class UnitFiles {
  private let header: LineHeader?
  /// Where the compiler ran; empty when it did not say.
  private let compileDirectory: String
  private let count: Int
  // No access to the names ends after another began; checking that takes longer than the access.
  @exclusivity(unchecked) private var names: [(name: String, isWritten: Bool)?]

  init(unit: Dwarf_Die, header: LineHeader?) {
    self.header = header
    var unit = unit
    var value = Dwarf_Attribute()
    let directory = dwarf_attr(&unit, UInt32(DW_AT_comp_dir), &value).flatMap { dwarf_formstring($0) }
    compileDirectory = directory.map { String(cString: $0) } ?? ""
    count = header?.files.count ?? 0
    names = Array(repeating: nil, count: count)
  }

  /// nil where the unit has no such file.
  func place(file: UInt64, line: UInt64, column: UInt64) -> UnitPlace? {
    let index = Int(clamping: file) - (header?.version ?? 0 >= 5 ? 0 : 1)
    guard index >= 0, index < count else { return nil }
    return UnitPlace(file: Int32(clamping: index), line: Int32(clamping: line), column: Int32(clamping: column))
  }

  func position(_ place: UnitPlace) -> SourcePosition {
    SourcePosition(file: known(place).name, line: Int(place.line), column: Int(place.column))
  }

  /// As `SourcePosition.isWritten`.
  func isWritten(_ place: UnitPlace) -> Bool { place.line > 0 && known(place).isWritten }

  private func known(_ place: UnitPlace) -> (name: String, isWritten: Bool) {
    if let known = names[Int(place.file)] { return known }
    let name = header.map { absolutePath($0.files[Int(place.file)], $0) } ?? ""
    let new = (name, SourcePosition(file: name, line: 1).isWritten)
    names[Int(place.file)] = new
    return new
  }

  private func absolutePath(_ file: (name: UnsafePointer<CChar>, directory: UInt64), _ header: LineHeader) -> String {
    let name = String(cString: file.name)
    // Whatever directory the compiler gives with them, these are nobody's files.
    let last = name.split(separator: "/").last.map(String.init) ?? name
    if SourcePosition.placeholders.contains(last) || last.hasPrefix(SourcePosition.macroBuffer) { return last }
    // Until version 4 directory 0 is where the compiler ran; version 5 names that one too.
    let index = Int(clamping: file.directory) - (header.version >= 5 ? 0 : 1)
    let directory = header.directories.indices.contains(index) ? String(cString: header.directories[index]) : ""
    return [compileDirectory, directory, name].reduce("") { join($0, $1) }
  }

  private func join(_ directory: String, _ path: String) -> String {
    if path.hasPrefix("/") || directory.isEmpty { return path }
    if path.isEmpty { return directory }
    return directory.hasSuffix("/") ? directory + path : directory + "/" + path
  }
}
#endif
