/// A snapshot whose addresses have functions, files and lines.
public struct SymbolizedSnapshot: Sendable {
  /// What it was made from; after `filtered(by:)`, with the sites that were left.
  public internal(set) var snapshot: Snapshot
  /// Every address of the snapshot is in it.
  let names: [CodeAddress: AddressFrames]

  /// The site's traceback in terms of the source. Addresses of another snapshot are left out.
  public func traceback(of site: AllocationSite) -> SourceTraceback {
    let addresses = site.traceback.frames
    let frames = addresses.flatMap { names[$0]?.frames ?? [] }
    let shown = frames.isEmpty ? fallback(for: site.traceback).map { [$0.frame] } ?? [] : frames
    return SourceTraceback(frames: shown, isTruncated: site.traceback.isTruncated)
  }

  /// What stands for a traceback of which no address has frames, and where.
  func fallback(for traceback: Traceback) -> (frame: SourceFrame, address: CodeAddress)? {
    for address in traceback.frames {
      if let frame = names[address]?.fallback { return (frame, address) }
    }
    return nil
  }

  /// Why live blocks have no line, those with the most bytes first: the reasons of the innermost addresses of tracebacks of
  /// which no address has frames. Tracebacks without addresses have no reason.
  public var missingLines: [(reason: String, live: BlockTotal)] {
    var totals: [String: BlockTotal] = [:]
    for site in snapshot.sites where site.live.blocks > 0 {
      let names = site.traceback.frames.lazy.map { self.names[$0] }
      guard !names.contains(where: { $0?.frames.isEmpty == false }), let reason = names.first??.reason else { continue }
      totals[reason, default: .zero] += site.live
    }
    return totals.map { (reason: $0.key, live: $0.value) }
      .sorted { ($0.live.bytes, $0.live.blocks, $0.reason) > ($1.live.bytes, $1.live.blocks, $1.reason) }
  }
}

extension Snapshot {
  /// The distinct addresses of all tracebacks, in no particular order; gathered anew at each access.
  public var addresses: Set<CodeAddress> {
    var addresses: Set<CodeAddress> = []
    for site in sites { addresses.formUnion(site.traceback.frames) }
    return addresses
  }

  /// Gives every address its functions.
  /// - Parameter names: for each of `addresses`; one that is not in it is left out of tracebacks.
  public func symbolized(names: [CodeAddress: AddressFrames]) -> SymbolizedSnapshot {
    SymbolizedSnapshot(snapshot: self, names: names)
  }

  /// Looks up every address once.
  /// - Parameter frames: the functions at an address, innermost first: several where functions were inlined, none to
  ///   leave the address out of tracebacks (the runtime's own functions, say), `SourceFrame.unknown` for an address
  ///   that should stay although nothing is known of it.
  public func symbolized(_ frames: (CodeAddress) throws -> [SourceFrame]) rethrows -> SymbolizedSnapshot {
    var names: [CodeAddress: AddressFrames] = [:]
    for address in addresses { names[address] = AddressFrames(frames: try frames(address)) }
    return symbolized(names: names)
  }
}
