#if os(Linux)
import CLibdw

/// The sections that are read without libdw, which keeps several times their size and answers each question anew.
struct DebugSections {
  private(set) var entries = UnsafeRawBufferPointer(start: nil, count: 0)
  private(set) var abbreviations = UnsafeRawBufferPointer(start: nil, count: 0)
  /// Of version 4 and before.
  private(set) var ranges = UnsafeRawBufferPointer(start: nil, count: 0)
  private(set) var lines = UnsafeRawBufferPointer(start: nil, count: 0)
  private var strings = UnsafeRawBufferPointer(start: nil, count: 0)
  private var lineStrings = UnsafeRawBufferPointer(start: nil, count: 0)

  /// libdw has already inflated the sections that are compressed.
  init(_ dwarf: OpaquePointer) {
    var names = 0
    guard let elf = dwarf_getelf(dwarf), elf_getshdrstrndx(elf, &names) == 0 else { return }
    var section = elf_nextscn(elf, nil)
    while let current = section {
      var header = GElf_Shdr()
      if gelf_getshdr(current, &header) != nil, let name = elf_strptr(elf, names, Int(header.sh_name)) {
        keep(current, String(cString: name))
      }
      section = elf_nextscn(elf, current)
    }
  }

  private mutating func keep(_ section: OpaquePointer, _ name: String) {
    guard name.hasPrefix(".debug_") || name.hasPrefix(".zdebug_"), let data = elf_getdata(section, nil) else {
      return
    }
    let bytes = UnsafeRawBufferPointer(
      start: data.pointee.d_buf, count: data.pointee.d_buf == nil ? 0 : data.pointee.d_size)
    switch name.drop(while: { $0 == "." || $0 == "z" }) {
    case "debug_info": entries = bytes
    case "debug_abbrev": abbreviations = bytes
    case "debug_ranges": ranges = bytes
    case "debug_line": lines = bytes
    case "debug_str": strings = bytes
    case "debug_line_str": lineStrings = bytes
    default: break
    }
  }

  func string(form: UInt64, at offset: UInt64) -> UnsafePointer<CChar>? {
    var reader = ByteReader(form == UInt64(DW_FORM_line_strp) ? lineStrings : strings, at: Int(clamping: offset))
    return reader.string()
  }
}
#endif
