/// Leaving out sites of a snapshot.

extension SymbolizedSnapshot {
  /// A snapshot with those sites that at least one inclusive filter matches, if there are any, and no exclusive filter.
  /// Their types and listed blocks go with the sites. Without filters, a copy. `snapshot.totals` stay the process's.
  public func filtered(by filters: [Filter]) -> SymbolizedSnapshot {
    let matchers = filters.map { FilterMatcher($0, snapshot: self) }
    let (inclusive, exclusive) = (matchers.filter(\.filter.isInclusive), matchers.filter { !$0.filter.isInclusive })
    var result = self
    result.snapshot.keepSites { site in
      let isIncluded = inclusive.isEmpty || inclusive.contains { $0.matches(site.traceback) }
      return isIncluded && !exclusive.contains { $0.matches(site.traceback) }
    }
    return result
  }
}

/// A filter together with what each address of a snapshot answers to it. Not `Sendable`: it remembers.
private final class FilterMatcher {
  let filter: Filter
  private let file: Glob?
  private let function: Glob?
  private let module: Glob?
  private let snapshot: SymbolizedSnapshot
  /// Whether an address without frames can answer, by its image and its function without a line.
  private let looksAtHiddenAddresses: Bool
  /// nil: the address has no frames and is left out.
  private var answers: [CodeAddress: Bool?] = [:]

  init(_ filter: Filter, snapshot: SymbolizedSnapshot) {
    self.filter = filter
    file = filter.file.map(Glob.init)
    function = filter.function.map(Glob.init)
    module = filter.module.map(Glob.init)
    let needsLine = filter.file != nil || filter.line != nil
    looksAtHiddenAddresses = filter.allFrames && !needsLine && (filter.module != nil || filter.function != nil)
    self.snapshot = snapshot
  }

  /// Whether the innermost frame, or any when the filter says so, is what the filter describes.
  func matches(_ traceback: Traceback) -> Bool {
    var isUnknown = true
    for address in traceback.frames {
      guard let answer = answer(for: address) else { continue }
      if answer || !filter.allFrames { return answer }
      isUnknown = false
    }
    return isUnknown && matchesFallback(of: traceback)
  }

  private func matchesFallback(of traceback: Traceback) -> Bool {
    let fallback = snapshot.fallback(for: traceback)
    return matches([fallback?.frame ?? .unknown], image: image(of: fallback?.address))
  }

  private func answer(for address: CodeAddress) -> Bool? {
    if let known = answers[address] { return known }
    let isHidden = snapshot.names[address]?.frames.isEmpty ?? true
    let isLookedAt = !isHidden || looksAtHiddenAddresses
    let answer = isLookedAt ? matches(snapshot.frames(at: address), image: image(of: address)) : nil
    answers[address] = .some(answer)
    return answer
  }

  private func image(of address: CodeAddress?) -> String {
    guard let address else { return SourceFrame.unknownName }
    let image = snapshot.snapshot.images.first { $0.contains(address.programCounter) }
    return image?.path ?? SourceFrame.unknownName
  }

  private func matches(_ frames: [SourceFrame], image: String) -> Bool {
    guard module?.matches(image) ?? true else { return false }
    return frames.prefix(filter.allFrames ? frames.count : 1).contains { frame in
      (file?.matches(frame.file) ?? true) && (filter.line ?? frame.line) == frame.line
        && (function.map { $0.matches(frame.function) || $0.matches(shortFunctionName(frame.function)) } ?? true)
    }
  }
}
