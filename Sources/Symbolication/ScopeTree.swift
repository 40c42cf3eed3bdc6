#if os(Linux)
import CLibdw

/// The functions of one compile unit and what was inlined into them, flattened: scopes are numbered in the order of the
/// entries, so every scope's parent has a lower number. −1 is no scope.
struct ScopeTree {
  struct Scope {
    /// Where its entry begins among those of the unit.
    var entry: Int
    /// The scope it was inlined into; −1 for a function with code of its own.
    var parent: Int32
    /// Whether it has no code of its own; the function it was inlined into may be unknown.
    var isInlined: Bool
    /// Whether its entry, or one that it refers to, can say where it is declared.
    var mayBeDeclared: Bool
  }

  private let scopes: [Scope]
  private let index: RangeIndex
  /// The same for functions alone.
  private let functions: RangeIndex
  /// False when a part of the unit could not be read: then nothing of it is believed.
  let isComplete: Bool

  init(_ entries: UnitEntries, code: CodeRanges) {
    var reader = ScopeReader(entries, code: code)
    isComplete = reader.readUnit()
    scopes = reader.scopes
    index = reader.ranges.innermostWins()
    functions = reader.functions.innermostWins()
  }

  var count: Int { scopes.count }
  func innermost(at address: UInt64) -> Int32 { index.owner(of: address) }
  func extent(ofFunctionAt address: UInt64) -> Range<UInt64> { functions.extent(of: address) }
  func parent(of scope: Int32) -> Int32 { scopes[Int(scope)].parent }
  func isInlined(_ scope: Int32) -> Bool { scopes[Int(scope)].isInlined }
  func mayBeDeclared(_ scope: Int32) -> Bool { scopes[Int(scope)].mayBeDeclared }
  func entry(of scope: Int32) -> Int { scopes[Int(scope)].entry }

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
#endif
