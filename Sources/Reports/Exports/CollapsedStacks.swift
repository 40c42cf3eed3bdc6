import Snapshots

/// Collapsed stacks: the text that flamegraph.pl, inferno and speedscope read.

extension SymbolizedSnapshot {
  /// UTF-8 text, one line a stack of functions, ascending: `root;child;leaf 4096` and a line feed.
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
    var collapsing = StackCollapsing(snapshot: self)
    var weights: [String: Int] = [:]
    for site in snapshot.sites where site[keyPath: count][keyPath: unit] != 0 {
      weights[collapsing.stack(of: site), default: 0] += site[keyPath: count][keyPath: unit]
    }
    let lines = weights.filter { $0.value > 0 }.sorted { $0.key < $1.key }
    return lines.flatMap { Array("\($0.key) \($0.value)\n".utf8) }
  }
}

/// Spells stacks as `collapsedStacks` says, each address once.
struct StackCollapsing {
  let snapshot: SymbolizedSnapshot
  private var known: [CodeAddress: String] = [:]

  init(snapshot: SymbolizedSnapshot) { self.snapshot = snapshot }

  /// `root;child;leaf`
  mutating func stack(of site: AllocationSite) -> String {
    let addresses = snapshot.shownAddresses(of: site)
    var parts = addresses.reversed().map { part(at: $0) }
    if addresses.isEmpty { parts = [collapsed([.unknown])] }
    if site.traceback.isTruncated { parts.insert(collapsed([.truncated]), at: 0) }
    return parts.joined(separator: ";")
  }

  private mutating func part(at address: CodeAddress) -> String {
    if let known = known[address] { return known }
    let part = collapsed(snapshot.frames(at: address))
    known[address] = part
    return part
  }

  /// Frames that are given innermost first.
  private func collapsed(_ frames: [SourceFrame]) -> String {
    frames.reversed().map { collapsed($0.function) }.joined(separator: ";")
  }

  /// A function's name without what separates functions and stacks, and never blank.
  private func collapsed(_ name: String) -> String {
    let plain = name.unicodeScalars.map { scalar -> Unicode.Scalar in
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: " "
      default: scalar == ";" ? ":" : scalar
      }
    }
    let text = String(String.UnicodeScalarView(plain))
    return text.allSatisfy(\.isWhitespace) ? SourceFrame.unknown.function : text
  }
}
