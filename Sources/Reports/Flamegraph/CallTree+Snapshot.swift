import Snapshots

/// Trees from what was recorded.

extension CallTree {
  /// The tracebacks of a snapshot.
  /// - Parameter hidingFunctionsWithoutLine: see `add`.
  public init(_ snapshot: SymbolizedSnapshot, hidingFunctionsWithoutLine: Bool = false) {
    self.init()
    add(snapshot, hidingFunctionsWithoutLine: hidingFunctionsWithoutLine)
  }

  /// Adds the tracebacks of a snapshot: callers first, inlined functions as frames of their own. Addresses without a line are
  /// functions with line 0 where something names them, and left out otherwise. A traceback of which the outer callers are
  /// missing stands below `Frame.truncated`.
  /// - Parameters:
  ///   - outer: frames to stand above all of them: the process, say, where there are several.
  ///   - hidingFunctionsWithoutLine: whether to leave out also the functions without a line, in tracebacks that have others.
  public mutating func add(
    _ snapshot: SymbolizedSnapshot, below outer: [Frame] = [], hidingFunctionsWithoutLine: Bool = false
  ) {
    var addresses = AddressNumbers(snapshot)
    var top = 0
    for frame in outer { top = node(calledBy: top, frame: number(of: frame)) }
    for site in snapshot.snapshot.sites {
      let counts = Counts(site)
      if counts == Counts() { continue }
      var place = site.traceback.isTruncated ? node(calledBy: top, frame: number(of: .truncated)) : top
      var isUnknown = true
      let isHiding = hidingFunctionsWithoutLine && site.traceback.frames.contains { snapshot.hasLine(at: $0) }
      for address in site.traceback.frames.reversed() where !isHiding || snapshot.hasLine(at: address) {
        for frame in addresses.frames(at: address, in: &self) {
          place = node(calledBy: place, frame: frame)
          isUnknown = false
        }
      }
      if isUnknown { place = node(calledBy: place, frame: number(of: .unknown)) }
      add(counts, at: place)
    }
  }
}

extension SymbolizedSnapshot {
  fileprivate func hasLine(at address: CodeAddress) -> Bool { answer(for: address)?.frames.isEmpty == false }
}

extension CallTree.Counts {
  init(_ site: AllocationSite) {
    self.init(live: site.live, peak: site.peak, total: site.total, temporaryBlocks: site.temporaryBlocks)
  }
}

/// The frames of each address, looked up once: many tracebacks share few addresses.
private struct AddressNumbers {
  private let snapshot: SymbolizedSnapshot
  /// Numbers of a tree's frames, outermost first.
  private var known: [CodeAddress: [Int]] = [:]

  init(_ snapshot: SymbolizedSnapshot) { self.snapshot = snapshot }

  mutating func frames(at address: CodeAddress, in tree: inout CallTree) -> [Int] {
    if let numbers = known[address] { return numbers }
    let found = snapshot.answer(for: address)
    let frames = found.map { $0.frames.isEmpty ? [$0.fallback].compactMap(\.self) : $0.frames } ?? []
    let module = frames.isEmpty ? "" : module(of: address)
    let numbers = frames.reversed().map { tree.number(of: CallTree.Frame($0, module: module)) }
    known[address] = numbers
    return numbers
  }

  private func module(of address: CodeAddress) -> String {
    let image = snapshot.snapshot.images.first { $0.contains(address.programCounter) }
    return image?.path.split(separator: "/").last.map(String.init) ?? ""
  }
}

extension CallTree.Frame {
  fileprivate init(_ frame: SourceFrame, module: String) {
    // Without a line, the file is the image's or unknown.
    let file = frame.line == 0 ? "" : frame.file
    self.init(function: frame.function, file: file, line: frame.line, module: module)
  }
}
