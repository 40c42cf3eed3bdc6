#if os(Linux)
import CLibdw

/// What the entry of a scope says.
private struct ScopeDetail {
  var name: SymbolizedFrame.Name
  var isInlined: Bool
  /// Where the scope was inlined; nil for a function with code of its own.
  var call: UnitPlace?
  var declaration: UnitPlace?
}

/// The entries of one unit's scopes, each read when it is first shown.
final class ScopeDetails {
  private let scopes: ScopeTree
  private let entries: UnitEntries
  private let files: UnitFiles
  private let strings: DebugStrings
  // No access to them ends after another began; checking that takes longer than the access.
  @exclusivity(unchecked) private var known: [ScopeDetail] = []
  /// For each scope its place in `known`; −1 while it has not been read.
  @exclusivity(unchecked) private var places: [Int32]

  init(_ scopes: ScopeTree, entries: UnitEntries, files: UnitFiles, strings: DebugStrings) {
    self.scopes = scopes
    self.entries = entries
    self.files = files
    self.strings = strings
    places = Array(repeating: -1, count: scopes.count)
  }

  func frame(of scope: Int32, at location: consuming SourcePosition?) -> SymbolizedFrame {
    let place = place(of: scope)
    return SymbolizedFrame(name: known[place].name, location: location, isInlined: known[place].isInlined)
  }

  /// Where the scope was inlined; nil for a function with code of its own.
  func call(of scope: Int32) -> UnitPlace? { known[place(of: scope)].call }

  /// Where the function of a scope is declared; nil for a function of the compiler's, which has no line.
  func declaration(of scope: Int32) -> UnitPlace? {
    scopes.mayBeDeclared(scope) ? known[place(of: scope)].declaration : nil
  }

  /// Where in `known` the scope's detail is; reads it when that was not done yet.
  private func place(of scope: Int32) -> Int {
    let place = places[Int(scope)]
    if place >= 0 { return Int(place) }
    places[Int(scope)] = Int32(known.count)
    known.append(read(scope))
    return known.count - 1
  }

  private func read(_ scope: Int32) -> ScopeDetail {
    let place = scopes.entry(of: scope)
    var facts = EntryFacts()
    if !entries.collect(&facts, at: place) { facts = EntryFacts(askingLibdwAbout: entries.die(at: place)) }
    let isInlined = scopes.isInlined(scope)
    let hasLine = facts.declaration.line ?? 0 > 0
    return ScopeDetail(
      name: name(facts), isInlined: isInlined, call: isInlined ? facts.call.place(in: files) : nil,
      declaration: hasLine ? facts.declaration.place(in: files) : nil)
  }

  private func name(_ facts: EntryFacts) -> SymbolizedFrame.Name {
    if let name = facts.linkageName { return .linkage(strings.linkageName(name)) }
    return facts.name.map { .plain(strings.text($0)) } ?? .unknown
  }
}
#endif
