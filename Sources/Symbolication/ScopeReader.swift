#if os(Linux)
import CLibdw

/// Walks a unit's entries for functions and what is inlined into them, each entry once.
struct ScopeReader {
  private(set) var scopes: [ScopeTree.Scope] = []
  private(set) var ranges = RangeIndex.Builder()
  private(set) var functions = RangeIndex.Builder()

  private let entries: UnitEntries
  private let abbreviations: Abbreviations
  private let code: CodeRanges
  private var reader: ByteReader

  /// Deeper than any program nests; a damaged tree must not use up the stack.
  private let deepest = 512

  init(_ entries: UnitEntries, code: CodeRanges) {
    self.entries = entries
    self.code = code
    abbreviations = entries.abbreviations
    reader = ByteReader(entries.bytes, at: 0)
  }

  /// False when an entry cannot be read.
  mutating func readUnit() -> Bool {
    guard let own = abbreviations[reader.unsigned()] else { return false }
    abbreviations.skipAttributes(of: own, &reader)
    return !own.hasChildren || readChildren(parent: -1, depth: 0)
  }

  /// Reads up to the 0 that ends a list of entries; at the end of a unit it may be missing.
  private mutating func readChildren(parent: Int32, depth: Int) -> Bool {
    if depth > deepest { return false }
    while !reader.isAtEnd {
      let place = reader.offset
      let number = reader.unsigned()
      if number == 0 { break }
      guard let entry = abbreviations[number] else { return false }
      if !read(entry, at: place, parent: parent, depth: depth) { return false }
    }
    return !reader.failed
  }

  private mutating func read(_ entry: Abbreviations.Entry, at place: Int, parent: Int32, depth: Int) -> Bool {
    let attributes = reader.offset
    abbreviations.skipAttributes(of: entry, &reader)
    var inside = parent
    switch entry.tag {
    case Int(DW_TAG_subprogram):
      inside = addScope(entry, at: place, attributes: attributes, parent: -1) ?? -1
    case Int(DW_TAG_inlined_subroutine):
      inside = addScope(entry, at: place, attributes: attributes, parent: parent) ?? parent
    case Int(DW_TAG_lexical_block), Int(DW_TAG_namespace), Int(DW_TAG_module), Int(DW_TAG_structure_type),
      Int(DW_TAG_class_type), Int(DW_TAG_union_type), Int(DW_TAG_enumeration_type), Int(DW_TAG_interface_type),
      Int(DW_TAG_try_block), Int(DW_TAG_catch_block):
      break
    default:
      return !entry.hasChildren || skipChildren()
    }
    return !entry.hasChildren || readChildren(parent: inside, depth: depth + 1)
  }

  /// Steps over everything inside an entry; false when a part of it cannot be read.
  private mutating func skipChildren() -> Bool {
    var depth = 1
    while depth > 0, !reader.isAtEnd {
      let number = reader.unsigned()
      guard number != 0 else {
        depth -= 1
        continue
      }
      guard let entry = abbreviations[number] else { return false }
      abbreviations.skipAttributes(of: entry, &reader)
      if entry.hasChildren { depth += 1 }
    }
    return !reader.failed
  }

  /// The number of the new scope; nil for an entry without code.
  private mutating func addScope(
    _ entry: Abbreviations.Entry, at place: Int, attributes: Int, parent: Int32
  ) -> Int32? {
    let scope = Int32(scopes.count)
    var hasCode = false
    // `entries`, not `self`: a copy of that would share the arrays that are appended to, and so copy them each time.
    entries.forEachRange(of: place, entry.code, at: attributes) { range in
      guard code.contains(range.lowerBound) else { return }
      ranges.add(range, owner: scope)
      if parent < 0 { functions.add(range, owner: scope) }
      hasCode = true
    }
    if !hasCode { return nil }
    scopes.append(
      ScopeTree.Scope(
        entry: place, parent: parent, isInlined: entry.tag == Int(DW_TAG_inlined_subroutine),
        mayBeDeclared: entry.mayBeDeclared))
    return scope
  }
}
#endif
