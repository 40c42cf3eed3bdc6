#if os(Linux)
import CLibdw

/// The kinds of entries in one unit's tree: what each is, how long its attributes are, and where its code stands.
/// Read without libdw, which looks the kind up and walks the attributes again for each question about an entry.
struct Abbreviations {
  struct Entry {
    var tag: Int
    var hasChildren: Bool
    var code: Code
    /// Whether the entry, or one that it refers to, can say where it is declared.
    var mayBeDeclared: Bool
    /// Where in `.debug_abbrev` its attributes are listed, as pairs of name and form.
    var attributes: Int
    fileprivate(set) var steps: Range<Int>
  }

  /// Where the attributes of an entry name its addresses.
  enum Code {
    case none
    /// As an address of 8 bytes and a length of `size` bytes, at offsets from the first attribute.
    case bounds(low: Int, length: Int, size: Int)
    /// As the place, 4 bytes at an offset from the first attribute, of a list in `.debug_ranges` (until version 4).
    case ranges(at: Int)
    /// In a form that libdw is to read.
    case other
  }

  /// A part of the attributes to step over.
  private enum Step {
    case bytes(UInt64)
    case number
    case string
    /// Behind a length of so many bytes; 0: behind a ULEB128 length.
    case block(lengthSize: Int)
    case unknown
  }

  private var steps: [Step] = []
  /// By code − 1: compilers number them from 1 on.
  private var dense: [Entry] = []
  private var sparse: [UInt64: Entry] = [:]
  private(set) var sizes = FormSizes(version: 0, address: 8, offset: 4)

  /// What fails to be read is missing, and so fails the entry that needs it.
  init(unit: Dwarf_Die, sections: DebugSections) {
    var (die, version, offset) = (Dwarf_Die(), Dwarf_Half(0), Dwarf_Off(0))
    var (addressSize, offsetSize) = (UInt8(8), UInt8(4))
    guard dwarf_cu_die(unit.cu, &die, &version, &offset, &addressSize, &offsetSize, nil, nil) != nil else { return }
    var reader = ByteReader(sections.abbreviations, at: Int(clamping: offset))
    sizes = FormSizes(version: version, address: UInt64(addressSize), offset: UInt64(offsetSize))
    while !reader.isAtEnd {
      let code = reader.unsigned()
      if code == 0 { break }
      let entry = readEntry(&reader, sizes)
      if reader.failed { break }
      if code == dense.count + 1 { dense.append(entry) } else { sparse[code] = entry }
    }
  }

  @inline(__always)
  subscript(code: UInt64) -> Entry? { code &- 1 < UInt64(dense.count) ? dense[Int(code &- 1)] : sparse[code] }

  private mutating func readEntry(_ reader: inout ByteReader, _ sizes: FormSizes) -> Entry {
    let first = steps.count
    let (tag, hasChildren) = (Int(clamping: reader.unsigned()), reader.byte() != 0)
    let attributes = reader.offset
    var places = AttributePlaces(sizes)
    while !reader.failed {
      let (name, form) = (reader.unsigned(), reader.unsigned())
      if name == 0 && form == 0 { break }
      if form == UInt64(DW_FORM_implicit_const) { _ = reader.signed() }
      places.note(name, form: form, at: fixedSize(of: first..<steps.count))
      append(Self.step(over: form, sizes), joiningAfter: first)
    }
    return Entry(
      tag: tag, hasChildren: hasChildren, code: places.code, mayBeDeclared: places.mayBeDeclared,
      attributes: attributes, steps: first..<steps.count)
  }

  /// The number of bytes in the steps so far; nil when it differs from entry to entry.
  private func fixedSize(of range: Range<Int>) -> UInt64? {
    if range.isEmpty { return 0 }
    if range.count == 1, case .bytes(let count) = steps[range.lowerBound] { return count }
    return nil
  }

  private mutating func append(_ step: Step, joiningAfter first: Int) {
    if case .bytes(let more) = step, steps.count > first, case .bytes(let count) = steps[steps.count - 1] {
      steps[steps.count - 1] = .bytes(count + more)
    } else {
      steps.append(step)
    }
  }

  private static func step(over form: UInt64, _ sizes: FormSizes) -> Step {
    if let size = sizes.size(of: form) { return .bytes(size) }
    switch CInt(clamping: form) {
    case CInt(DW_FORM_sdata), CInt(DW_FORM_udata), CInt(DW_FORM_ref_udata), CInt(DW_FORM_strx), CInt(DW_FORM_addrx),
      CInt(DW_FORM_loclistx), CInt(DW_FORM_rnglistx), CInt(DW_FORM_GNU_addr_index), CInt(DW_FORM_GNU_str_index):
      return .number
    case CInt(DW_FORM_string): return .string
    case CInt(DW_FORM_block1): return .block(lengthSize: 1)
    case CInt(DW_FORM_block2): return .block(lengthSize: 2)
    case CInt(DW_FORM_block4): return .block(lengthSize: 4)
    case CInt(DW_FORM_block), CInt(DW_FORM_exprloc): return .block(lengthSize: 0)
    default: return .unknown
    }
  }

  /// Moves the reader behind an entry's attributes.
  @inline(__always)
  func skipAttributes(of entry: Entry, _ reader: inout ByteReader) {
    for index in entry.steps {
      switch steps[index] {
      case .bytes(let count): reader.skip(count)
      case .number: _ = reader.unsigned()
      case .string: _ = reader.string()
      case .block(let size): reader.skip(size == 0 ? reader.unsigned() : reader.number(size: size))
      case .unknown: reader.fail()
      }
    }
  }
}

/// Collects where one kind of entry says what is asked of it most.
private struct AttributePlaces {
  private(set) var mayBeDeclared = false
  private let sizes: FormSizes
  private var low: Int?
  private var length: (offset: Int, size: Int)?
  private var ranges: Int?
  private var hasOtherCode = false

  init(_ sizes: FormSizes) { self.sizes = sizes }

  /// `offset` is from the first attribute; nil when it differs from entry to entry.
  mutating func note(_ name: UInt64, form: UInt64, at offset: UInt64?) {
    let offset = offset.map { Int($0) }
    switch CInt(clamping: name) {
    case CInt(DW_AT_low_pc), CInt(DW_AT_high_pc), CInt(DW_AT_ranges): noteCode(name, form: form, at: offset)
    case CInt(DW_AT_decl_line), CInt(DW_AT_abstract_origin), CInt(DW_AT_specification): mayBeDeclared = true
    default: break
    }
  }

  private mutating func noteCode(_ name: UInt64, form: UInt64, at offset: Int?) {
    switch (CInt(clamping: name), CInt(clamping: form), offset) {
    case (CInt(DW_AT_low_pc), CInt(DW_FORM_addr), let offset?) where sizes.address == 8: low = offset
    case (CInt(DW_AT_high_pc), CInt(DW_FORM_data4), let offset?): length = (offset, 4)
    case (CInt(DW_AT_high_pc), CInt(DW_FORM_data8), let offset?): length = (offset, 8)
    case (CInt(DW_AT_ranges), CInt(DW_FORM_sec_offset), let offset?)
    where sizes.version < 5 && sizes.offset == 4 && sizes.address == 8:
      ranges = offset
    default: hasOtherCode = true
    }
  }

  var code: Abbreviations.Code {
    if let ranges, low == nil, length == nil, !hasOtherCode { return .ranges(at: ranges) }
    if let low, let length, !hasOtherCode { return .bounds(low: low, length: length.offset, size: length.size) }
    return hasOtherCode || low != nil || length != nil || ranges != nil ? .other : .none
  }
}
#endif
