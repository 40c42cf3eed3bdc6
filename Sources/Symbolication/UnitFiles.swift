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
  @exclusivity(unchecked) private var names: [String]
  /// Whether somebody wrote each; nil while its name was not asked for.
  @exclusivity(unchecked) private var areWritten: [Bool?]

  init(unit: Dwarf_Die, header: LineHeader?) {
    self.header = header
    var unit = unit
    var value = Dwarf_Attribute()
    let directory = dwarf_attr(&unit, UInt32(DW_AT_comp_dir), &value).flatMap { dwarf_formstring($0) }
    compileDirectory = directory.map { String(cString: $0) } ?? ""
    count = header?.files.count ?? 0
    names = Array(repeating: "", count: count)
    areWritten = Array(repeating: nil, count: count)
  }

  /// nil where the unit has no such file.
  func place(file: UInt64, line: UInt64, column: UInt64) -> UnitPlace? {
    let index = Int(clamping: file) - (header?.version ?? 0 >= 5 ? 0 : 1)
    guard index >= 0, index < count else { return nil }
    return UnitPlace(file: Int32(clamping: index), line: Int32(clamping: line), column: Int32(clamping: column))
  }

  func position(_ place: UnitPlace) -> SourcePosition {
    learn(place.file)
    return SourcePosition(file: names[Int(place.file)], line: Int(place.line), column: Int(place.column))
  }

  /// As `SourcePosition.isWritten`.
  func isWritten(_ place: UnitPlace) -> Bool {
    if place.line <= 0 { return false }
    learn(place.file)
    return areWritten[Int(place.file)] == true
  }

  @inline(__always)
  private func learn(_ file: Int32) {
    if areWritten[Int(file)] == nil { read(Int(file)) }
  }

  private func read(_ file: Int) {
    guard let header else { return }
    names[file] = absolutePath(header.files[file], header)
    areWritten[file] = SourcePosition(file: names[file], line: 1).isWritten
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
