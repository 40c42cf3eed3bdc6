#if os(Linux)
import CLibdw

/// The header of a unit's line table, DWARF 2 to 5: how to read the program behind it, and the files it names.
struct LineHeader {
  private(set) var version: UInt64 = 0
  private(set) var minimumInstructionLength: UInt64 = 1
  private(set) var lineBase: Int64 = 0
  private(set) var lineRange: UInt8 = 1
  private(set) var opcodeBase: UInt8 = 1
  private(set) var opcodeLengths: [UInt8] = []
  private(set) var directories: [UnsafePointer<CChar>] = []
  private(set) var files: [(name: UnsafePointer<CChar>, directory: UInt64)] = []
  private var offsetSize = 4

  /// Leaves the reader at the program; nil when the header makes no sense.
  init?(_ reader: inout ByteReader, sections: DebugSections) {
    var length = reader.number(size: 4)
    if length == 0xffff_ffff {
      offsetSize = 8
      length = reader.number(size: 8)
    }
    reader.limit(to: length)
    version = reader.number(size: 2)
    if version >= 5 { reader.skip(2) }
    let headerLength = reader.number(size: offsetSize)
    var header = reader
    header.limit(to: headerLength)
    reader.skip(headerLength)
    readParameters(&header)
    if version >= 5 { readTables(&header, sections) } else { readOldTables(&header) }
    if header.failed || reader.failed || !(2...5).contains(version) || lineRange == 0 || opcodeBase == 0 {
      return nil
    }
  }

  private mutating func readParameters(_ reader: inout ByteReader) {
    minimumInstructionLength = UInt64(reader.byte())
    if version >= 4 { reader.skip(1) }
    reader.skip(1)
    lineBase = Int64(Int8(bitPattern: reader.byte()))
    lineRange = reader.byte()
    opcodeBase = reader.byte()
    opcodeLengths = (1..<max(1, opcodeBase)).map { _ in reader.byte() }
  }

  /// Until version 4 files are numbered from 1, and directories too: 0 is where the compiler ran.
  private mutating func readOldTables(_ reader: inout ByteReader) {
    while let name = reader.string(), name.pointee != 0 { directories.append(name) }
    while let name = reader.string(), name.pointee != 0 {
      files.append((name, reader.unsigned()))
      _ = reader.unsigned()
      _ = reader.unsigned()
    }
  }

  private mutating func readTables(_ reader: inout ByteReader, _ sections: DebugSections) {
    directories = readEntries(&reader, sections).map(\.name)
    files = readEntries(&reader, sections)
  }

  private func readEntries(
    _ reader: inout ByteReader, _ sections: DebugSections
  ) -> [(name: UnsafePointer<CChar>, directory: UInt64)] {
    let format = (0..<reader.byte()).map { _ in (content: reader.unsigned(), form: reader.unsigned()) }
    var entries: [(name: UnsafePointer<CChar>, directory: UInt64)] = []
    var left = reader.unsigned()
    // Entries without a format would take no bytes, however many are claimed.
    while left > 0, !format.isEmpty, !reader.failed {
      var entry: (name: UnsafePointer<CChar>?, directory: UInt64) = (nil, 0)
      for (content, form) in format {
        let value = readValue(&reader, form, sections)
        if content == UInt64(DW_LNCT_path) { entry.name = value.text }
        if content == UInt64(DW_LNCT_directory_index) { entry.directory = value.number }
      }
      if let name = entry.name { entries.append((name, entry.directory)) } else { reader.fail() }
      left -= 1
    }
    return entries
  }

  private func readValue(
    _ reader: inout ByteReader, _ form: UInt64, _ sections: DebugSections
  ) -> (text: UnsafePointer<CChar>?, number: UInt64) {
    switch CInt(clamping: form) {
    case CInt(DW_FORM_string): return (reader.string(), 0)
    case CInt(DW_FORM_line_strp), CInt(DW_FORM_strp):
      return (sections.string(form: form, at: reader.number(size: offsetSize)), 0)
    case CInt(DW_FORM_udata): return (nil, reader.unsigned())
    case CInt(DW_FORM_data1): return (nil, reader.number(size: 1))
    case CInt(DW_FORM_data2): return (nil, reader.number(size: 2))
    case CInt(DW_FORM_data4): return (nil, reader.number(size: 4))
    case CInt(DW_FORM_data8): return (nil, reader.number(size: 8))
    case CInt(DW_FORM_data16): reader.skip(16)
    case CInt(DW_FORM_block): reader.skip(reader.unsigned())
    default: reader.fail()
    }
    return (nil, 0)
  }
}
#endif
