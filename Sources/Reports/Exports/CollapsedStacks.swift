import Snapshots

/// Collapsed stacks: the text that flamegraph.pl, inferno and speedscope read.

extension SymbolizedSnapshot {
  /// UTF-8 text, one line a stack of functions, `root;child;leaf 4096` and a line feed, ascending by the functions.
  ///
  /// In a function's name `;` becomes `:`, as the stackcollapse scripts do, and every control character, line end
  /// included, a blank. The callers that a truncated traceback lacks are one function `<truncated>`. Stacks that come to
  /// nothing or less have no line: readers know no negative weights.
  /// - Parameters:
  ///   - count: which of the site's counts to add up.
  ///   - unit: `\.bytes` or `\.blocks`. The recorder does not know the bytes of temporary blocks.
  public func collapsedStacks(
    of count: KeyPath<AllocationSite, BlockTotal> = \.live, in unit: KeyPath<BlockTotal, Int> = \.bytes
  ) -> [UInt8] {
    let stacks = MergedStacks(self, of: count) { collapsedName($0.function) }
    let names = stacks.frames.sorted()
    let ranks = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    let rankOfFrame = stacks.frames.map { ranks[$0]! }
    let lines = zip(stacks.stacks, stacks.totals)
      .filter { $0.1[keyPath: unit] > 0 }
      .map { (ranks: $0.0.map { rankOfFrame[$0] }, weight: $0.1[keyPath: unit]) }
      .sorted { $0.ranks.lexicographicallyPrecedes($1.ranks) }
    var text: [UInt8] = []
    for line in lines {
      text.append(joined: line.ranks.lazy.map { names[$0].utf8 }, by: ";")
      text += " \(line.weight)\n".utf8
    }
    return text
  }
}

/// A function's name without what separates functions and stacks, and never blank.
private func collapsedName(_ name: String) -> String {
  let plain = name.unicodeScalars.map { scalar -> Unicode.Scalar in
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: " "
    default: scalar == ";" ? ":" : scalar
    }
  }
  let text = String(String.UnicodeScalarView(plain))
  return text.allSatisfy(\.isWhitespace) ? SourceFrame.unknown.function : text
}

/// Spells the stacks of single sites as `collapsedStacks` does, each address once.
struct StackSpelling {
  private let snapshot: SymbolizedSnapshot
  private var known: [CodeAddress: [UInt8]] = [:]

  init(_ snapshot: SymbolizedSnapshot) { self.snapshot = snapshot }

  /// `root;child;leaf`
  mutating func stack(of site: AllocationSite) -> [UInt8] {
    let addresses = snapshot.shownAddresses(of: site)
    var parts = addresses.isEmpty ? [spelled([.unknown])] : addresses.reversed().map { part(at: $0) }
    if site.traceback.isTruncated { parts.insert(spelled([.truncated]), at: 0) }
    var text: [UInt8] = []
    text.append(joined: parts, by: ";")
    return text
  }

  private mutating func part(at address: CodeAddress) -> [UInt8] {
    if let known = known[address] { return known }
    let part = spelled(snapshot.frames(at: address))
    known[address] = part
    return part
  }

  /// Of frames that are given innermost first.
  private func spelled(_ frames: [SourceFrame]) -> [UInt8] {
    Array(frames.reversed().map { collapsedName($0.function) }.joined(separator: ";").utf8)
  }
}

extension [UInt8] {
  fileprivate mutating func append(
    joined parts: some Sequence<some Sequence<UInt8>>, by separator: Unicode.Scalar
  ) {
    for (index, part) in parts.enumerated() {
      if index > 0 { append(UInt8(ascii: separator)) }
      self += part
    }
  }
}
