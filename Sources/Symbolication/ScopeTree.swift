#if os(Linux)
import CLibdw

/// The functions of one compile unit and what was inlined into them, flattened: scopes are numbered in the order of the
/// entries, so every scope's parent has a lower number. −1 is no scope.
struct ScopeTree {
  fileprivate struct Scope {
    var entry: Dwarf_Die
    /// The scope it was inlined into; −1 for a function with code of its own.
    var parent: Int32
  }

  private let scopes: [Scope]
  private let index: RangeIndex
  /// The same for functions alone.
  private let functions: RangeIndex
  /// False when a part of the unit could not be read: then nothing of it is believed.
  let isComplete: Bool

  init(unit: Dwarf_Die, code: CodeRanges) {
    var reader = ScopeReader(code: code)
    isComplete = reader.readChildren(of: unit, parent: -1, depth: 0)
    scopes = reader.scopes
    index = reader.ranges.innermostWins()
    functions = reader.functions.innermostWins()
  }

  var count: Int { scopes.count }
  func innermost(at address: UInt64) -> Int32 { index.owner(of: address) }
  func extent(ofFunctionAt address: UInt64) -> Range<UInt64> { functions.extent(of: address) }
  func parent(of scope: Int32) -> Int32 { scopes[Int(scope)].parent }
  func entry(of scope: Int32) -> Dwarf_Die { scopes[Int(scope)].entry }

  /// The number of frames from `scope` outwards.
  func depth(of scope: Int32) -> Int {
    var depth = 0
    var scope = scope
    while scope >= 0 {
      depth += 1
      scope = parent(of: scope)
    }
    return depth
  }

  /// The function whose code `scope` is in.
  func function(of scope: Int32) -> Int32 {
    var scope = scope
    while parent(of: scope) >= 0 { scope = parent(of: scope) }
    return scope
  }

  /// The innermost scope around both, and what was inlined into that on the way to `scope` (−1: nothing).
  func shared(_ scope: Int32, with other: Int32) -> (scope: Int32, inlined: Int32) {
    var (scope, other, inlined) = (scope, other, Int32(-1))
    while scope != other {
      if scope > other {
        inlined = scope
        scope = parent(of: scope)
      } else {
        other = parent(of: other)
      }
    }
    return (scope, inlined)
  }
}

/// Walks a unit's entries.
private struct ScopeReader {
  let code: CodeRanges
  var scopes: [ScopeTree.Scope] = []
  var ranges = RangeIndex.Builder()
  var functions = RangeIndex.Builder()

  /// Deeper than any program nests; a damaged tree must not use up the stack.
  private let deepest = 512

  init(code: CodeRanges) { self.code = code }

  /// False when an entry cannot be read.
  mutating func readChildren(of die: Dwarf_Die, parent: Int32, depth: Int) -> Bool {
    if depth > deepest { return false }
    var parentDie = die
    var child = Dwarf_Die()
    var status = dwarf_child(&parentDie, &child)
    while status == 0 {
      if !read(child, parent: parent, depth: depth) { return false }
      var current = child
      status = dwarf_siblingof(&current, &child)
    }
    return status > 0
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
