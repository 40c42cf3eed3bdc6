#if os(Linux)
import CLibdw

/// Walks a unit's entries for functions and what is inlined into them, each entry once.
struct ScopeReader {
  private(set) var scopes: [ScopeTree.Scope] = []
  private(set) var ranges = RangeIndex.Builder()
  private(set) var functions = RangeIndex.Builder()

  private let unit: Dwarf_Die
  private let code: CodeRanges
  private let end: UnsafeMutableRawPointer?
  /// The 0 that ended the list of entries which was read last.
  private var lastEnd: UnsafeMutableRawPointer?

  /// Deeper than any program nests; a damaged tree must not use up the stack.
  private let deepest = 512

  init(unit: Dwarf_Die, code: CodeRanges) {
    self.unit = unit
    self.code = code
    end = Self.end(of: unit)
  }

  /// Where the unit's bytes end; nil when libdw does not know.
  private static func end(of unit: Dwarf_Die) -> UnsafeMutableRawPointer? {
    var unit = unit
    var next: Dwarf_Off = 0
    let entry = dwarf_dieoffset(&unit)
    let start = entry &- dwarf_cuoffset(&unit)
    guard dwarf_next_unit(dwarf_cu_getdwarf(unit.cu), start, &next, nil, nil, nil, nil, nil, nil, nil) == 0,
      next > entry
    else { return nil }
    return unit.addr + Int(clamping: next - entry)
  }

  /// False when an entry cannot be read.
  mutating func readUnit() -> Bool { readChildren(of: unit, parent: -1, depth: 0) }

  private mutating func readChildren(of die: Dwarf_Die, parent: Int32, depth: Int) -> Bool {
    if depth > deepest { return false }
    var parentDie = die
    var child = Dwarf_Die()
    var status = dwarf_child(&parentDie, &child)
    while status == 0 {
      lastEnd = nil
      if !read(child, parent: parent, depth: depth) { return false }
      status = moveToSibling(&child)
    }
    return status > 0
  }

  /// As `dwarf_siblingof`, which steps over everything inside the entry; where that was just read, its end is known.
  private mutating func moveToSibling(_ die: inout Dwarf_Die) -> CInt {
    if let lastEnd, let end, lastEnd + 1 < end {
      let next = lastEnd + 1
      if next.load(as: UInt8.self) == 0 {
        self.lastEnd = next
        return 1
      }
      die = Dwarf_Die(addr: next, cu: die.cu, abbrev: nil, padding__: 0)
      return 0
    }
    var sibling = Dwarf_Die()
    let status = dwarf_siblingof(&die, &sibling)
    // Documented: without a sibling, the result's address is that of the entry behind the list, here the 0 itself.
    if status > 0, let after = sibling.addr, let end, after < end, after.load(as: UInt8.self) == 0 { lastEnd = after }
    die = sibling
    return status
  }

  private mutating func read(_ die: Dwarf_Die, parent: Int32, depth: Int) -> Bool {
    var die = die
    switch Int(dwarf_tag(&die)) {
    case Int(DW_TAG_subprogram):
      return readScope(die, parent: -1, depth: depth)
    case Int(DW_TAG_inlined_subroutine):
      return readScope(die, parent: parent, depth: depth)
    case Int(DW_TAG_lexical_block), Int(DW_TAG_namespace), Int(DW_TAG_module), Int(DW_TAG_structure_type),
      Int(DW_TAG_class_type), Int(DW_TAG_union_type), Int(DW_TAG_enumeration_type), Int(DW_TAG_interface_type),
      Int(DW_TAG_try_block), Int(DW_TAG_catch_block):
      return readChildren(of: die, parent: parent, depth: depth + 1)
    default:
      return true
    }
  }

  private mutating func readScope(_ die: Dwarf_Die, parent: Int32, depth: Int) -> Bool {
    let scope = Int32(scopes.count)
    var hasCode = false
    forEachRange(of: die) { range in
      guard code.contains(range.lowerBound) else { return }
      ranges.add(range, owner: scope)
      if parent < 0 { functions.add(range, owner: scope) }
      hasCode = true
    }
    if hasCode { scopes.append(ScopeTree.Scope(entry: die, parent: parent)) }
    return readChildren(of: die, parent: hasCode ? scope : parent, depth: depth + 1)
  }
}
#endif
