#if os(Linux)
import CLibdw

/// A row of a line table without its address.
struct LineRow {
  var line: Int32
  var column: UInt16
  /// The unit's number of the file; `end` marks the end of a sequence of code.
  var file: UInt16

  static let end = UInt16.max
}

/// Runs the program that a line table is stored as. Rows come in sequences, each of ascending addresses.
struct LineProgram {
  private(set) var addresses: [UInt64] = []
  private(set) var rows: [LineRow] = []
  /// Where sequences begin in `rows`; each goes to the next one's beginning. Those of code that the linker dropped are left
  /// out.
  private(set) var sequences: [Int] = []
  /// Whether all addresses are in order, as they mostly are.
  private(set) var isAscending = true

  private let header: LineHeader
  private let code: CodeRanges
  private var lastAddress: UInt64 = 0
  private var address: UInt64 = 0
  private var line: Int64 = 1
  private var column: UInt64 = 0
  private var file: UInt64 = 1
  private var isInSequence = false
  private var isKept = false

  /// nil when the program breaks off.
  init?(_ reader: inout ByteReader, header: LineHeader, code: CodeRanges) {
    self.header = header
    self.code = code
    rows.reserveCapacity((reader.end - reader.offset) / 4)
    addresses.reserveCapacity((reader.end - reader.offset) / 4)
    while !reader.isAtEnd { step(&reader) }
    if reader.failed || isInSequence { return nil }
  }

  @inline(__always)
  private mutating func step(_ reader: inout ByteReader) {
    let opcode = reader.byte()
    if opcode >= header.opcodeBase {
      let adjusted = opcode - header.opcodeBase
      // LLVM's and GCC's; dividing by a constant is several times faster.
      let (operations, lines) = adjusted.quotientAndRemainder(
        dividingBy: header.lineRange == 14 ? 14 : header.lineRange)
      advance(UInt64(operations))
      line &+= header.lineBase + Int64(lines)
      append()
      return
    }
    switch Int(opcode) {
    case 0: extended(&reader)
    case Int(DW_LNS_copy): append()
    case Int(DW_LNS_advance_pc): advance(reader.unsigned())
    case Int(DW_LNS_advance_line): line &+= reader.signed()
    case Int(DW_LNS_set_file): file = reader.unsigned()
    case Int(DW_LNS_set_column): column = reader.unsigned()
    case Int(DW_LNS_const_add_pc): advance(UInt64((255 - header.opcodeBase) / header.lineRange))
    case Int(DW_LNS_fixed_advance_pc): address &+= reader.number(size: 2)
    default:
      // The others change nothing that is kept; the header tells how many operands they have.
      for _ in 0..<header.opcodeLengths[Int(opcode) - 1] { _ = reader.unsigned() }
    }
  }

  private mutating func extended(_ reader: inout ByteReader) {
    let length = reader.unsigned()
    guard length > 0 else { return reader.fail() }
    switch Int(reader.byte()) {
    case Int(DW_LNE_end_sequence):
      file = UInt64(LineRow.end)
      append()
      reader.skip(length - 1)
      (address, line, column, file, isInSequence) = (0, 1, 0, 1, false)
    case Int(DW_LNE_set_address):
      if length > 9 { return reader.fail() }
      address = reader.number(size: Int(length) - 1)
    default:
      reader.skip(length - 1)
    }
  }

  @inline(__always)
  private mutating func advance(_ operations: UInt64) {
    address &+= operations &* header.minimumInstructionLength
  }

  @inline(__always)
  private mutating func append() {
    if !isInSequence {
      isInSequence = true
      isKept = code.contains(address)
      if isKept { sequences.append(rows.count) }
    }
    if !isKept { return }
    isAscending = isAscending && address >= lastAddress
    lastAddress = address
    addresses.append(address)
    rows.append(
      LineRow(line: Int32(clamping: max(0, line)), column: UInt16(clamping: column), file: UInt16(clamping: file)))
  }
}
#endif
