#if os(Linux)
import CLibdw

/// The entries of one compile unit, of which its own is the first, addressed by their offset from that.
struct UnitEntries {
  let bytes: UnsafeRawBufferPointer
  let abbreviations: Abbreviations
  let sections: DebugSections
  private let unit: OpaquePointer?
  /// What a reference in the unit counts from: so many bytes before the first entry.
  private let headerSize: Int
  /// What the unit's lists of ranges count from.
  private let base: UInt64

  init(unit: Dwarf_Die, abbreviations: Abbreviations, sections: DebugSections) {
    self.unit = unit.cu
    self.abbreviations = abbreviations
    self.sections = sections
    var unit = unit
    headerSize = Int(clamping: dwarf_cuoffset(&unit))
    var base: Dwarf_Addr = 0
    self.base = dwarf_lowpc(&unit, &base) == 0 ? base : 0
    bytes = Self.bytes(of: unit, in: sections.entries)
  }

  /// Up to the end of the unit, whose length may be damaged, but not behind the section; empty when libdw does not know.
  private static func bytes(of unit: Dwarf_Die, in section: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var unit = unit
    var next: Dwarf_Off = 0
    let entry = dwarf_dieoffset(&unit)
    let start = entry &- dwarf_cuoffset(&unit)
    guard let address = UnsafeRawPointer(unit.addr), let base = section.baseAddress,
      address >= base, address < base + section.count,
      dwarf_next_unit(dwarf_cu_getdwarf(unit.cu), start, &next, nil, nil, nil, nil, nil, nil, nil) == 0, next > entry
    else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    let left = address.distance(to: base + section.count)
    return UnsafeRawBufferPointer(start: address, count: min(left, Int(clamping: next - entry)))
  }

  /// For libdw.
  func die(at place: Int) -> Dwarf_Die {
    Dwarf_Die(
      addr: bytes.baseAddress.map { UnsafeMutableRawPointer(mutating: $0 + place) }, cu: unit, abbrev: nil, padding__: 0
    )
  }

  /// The code of an entry whose attributes begin at `attributes`.
  @inline(__always)
  func forEachRange(of place: Int, _ code: Abbreviations.Code, at attributes: Int, _ body: (Range<UInt64>) -> Void) {
    switch code {
    case .none: break
    case .bounds(let lowOffset, let lengthOffset, let size):
      var low = ByteReader(bytes, at: attributes + lowOffset)
      var length = ByteReader(bytes, at: attributes + lengthOffset)
      let start = low.number(size: 8)
      let end = start &+ length.number(size: size)
      if start < end { body(start..<end) }
    case .ranges(let offset):
      var list = ByteReader(bytes, at: attributes + offset)
      forEachRange(inListAt: Int(list.number(size: 4)), body)
    case .other: Symbolication.forEachRange(of: die(at: place), body)
    }
  }

  /// Pairs of addresses, up to two zeros; a first of all ones says what those behind it count from.
  private func forEachRange(inListAt offset: Int, _ body: (Range<UInt64>) -> Void) {
    var reader = ByteReader(sections.ranges, at: offset)
    var base = base
    for _ in 0..<mostRanges {
      let (first, second) = (reader.number(size: 8), reader.number(size: 8))
      if reader.failed || first == 0 && second == 0 { return }
      if first == .max {
        base = second
      } else if base &+ first < base &+ second {
        body(base &+ first..<base &+ second)
      }
    }
  }

  /// Adds what the entry and those that it refers to say and `facts` do not know yet; false when libdw is to be asked.
  func collect(_ facts: inout EntryFacts, at place: Int) -> Bool {
    var place: Int? = place
    // A damaged entry may refer to itself; libdw goes no further either.
    for _ in 0..<16 {
      guard let current = place else { return true }
      guard collectOwn(&facts, at: current, next: &place) else { return false }
    }
    return true
  }

  private func collectOwn(_ facts: inout EntryFacts, at place: Int, next: inout Int?) -> Bool {
    var reader = ByteReader(bytes, at: place)
    guard let entry = abbreviations[reader.unsigned()] else { return false }
    var attributes = ByteReader(sections.abbreviations, at: entry.attributes)
    var references = EntryReferences()
    while !attributes.failed {
      let (name, form) = (attributes.unsigned(), attributes.unsigned())
      if name == 0 && form == 0 { break }
      let constant = form == UInt64(DW_FORM_implicit_const) ? attributes.signed() : 0
      guard let value = value(form, constant: constant, &reader) else { return false }
      guard facts.note(name, value), references.note(name, value) else { return false }
    }
    next = references.first.map { Int(clamping: $0) - headerSize }
    return !attributes.failed && !reader.failed && next ?? 0 >= 0
  }

  /// nil for a form that is not read here.
  @inline(__always)
  private func value(_ form: UInt64, constant: Int64, _ reader: inout ByteReader) -> EntryValue? {
    switch CInt(clamping: form) {
    case CInt(DW_FORM_data1): return .number(UInt64(reader.byte()))
    case CInt(DW_FORM_data2): return .number(reader.number(size: 2))
    case CInt(DW_FORM_data4): return .number(reader.number(size: 4))
    case CInt(DW_FORM_data8): return .number(reader.number(size: 8))
    case CInt(DW_FORM_udata): return .number(reader.unsigned())
    case CInt(DW_FORM_implicit_const): return .number(UInt64(bitPattern: constant))
    case CInt(DW_FORM_ref4): return .reference(reader.number(size: 4))
    case CInt(DW_FORM_strp):
      return .text(sections.string(form: form, at: reader.number(size: Int(abbreviations.sizes.offset))))
    case CInt(DW_FORM_string): return .text(reader.string())
    case CInt(DW_FORM_exprloc): reader.skip(reader.unsigned())
    default:
      guard let size = abbreviations.sizes.size(of: form) else { return nil }
      reader.skip(size)
    }
    return .other
  }
}

/// The value of an attribute, as far as it can be one of those that are asked for.
enum EntryValue {
  case number(UInt64)
  /// nil when it cannot be read.
  case text(UnsafePointer<CChar>?)
  /// From the beginning of the unit.
  case reference(UInt64)
  case other
}

/// The entries that an entry takes what it does not say from; the abstract one is asked before the declared one.
private struct EntryReferences {
  private var origin: UInt64?
  private var specification: UInt64?
  var first: UInt64? { origin ?? specification }

  /// False when it has a form that is not read here.
  @inline(__always)
  mutating func note(_ name: UInt64, _ value: EntryValue) -> Bool {
    let isOrigin = name == UInt64(DW_AT_abstract_origin)
    guard isOrigin || name == UInt64(DW_AT_specification) else { return true }
    guard case .reference(let offset) = value else { return false }
    if isOrigin { origin = offset } else { specification = offset }
    return true
  }
}
#endif
