#if os(Linux)
import CLibdw

/// The source files of one compile unit, by the unit's own numbers; each name is made when it is first asked for.
final class UnitFiles {
  private let header: LineHeader?
  /// Where the compiler ran; empty when it did not say.
  private let compileDirectory: String
  private var names: [String?]

  init(unit: Dwarf_Die, header: LineHeader?) {
    self.header = header
    var unit = unit
    var value = Dwarf_Attribute()
    let directory = dwarf_attr(&unit, UInt32(DW_AT_comp_dir), &value).flatMap { dwarf_formstring($0) }
    compileDirectory = directory.map { String(cString: $0) } ?? ""
    names = Array(repeating: nil, count: header?.files.count ?? 0)
  }

  subscript(number: UInt64) -> String? {
    guard let header else { return nil }
    let index = Int(clamping: number) - (header.version >= 5 ? 0 : 1)
    guard names.indices.contains(index) else { return nil }
    if let name = names[index] { return name }
    let name = absolutePath(header.files[index], header)
    names[index] = name
    return name
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
