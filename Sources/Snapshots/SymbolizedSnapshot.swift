/// A snapshot whose addresses have functions, files and lines.
public struct SymbolizedSnapshot: Sendable {
  /// What it was made from; after `filtered(by:)`, with the sites that were left.
  public internal(set) var snapshot: Snapshot
  /// For each address of the snapshot, innermost first; empty for an address that is left out of tracebacks.
  let frames: [CodeAddress: [SourceFrame]]

  /// The site's traceback in terms of the source. Addresses of another snapshot are left out.
  public func traceback(of site: AllocationSite) -> SourceTraceback {
    SourceTraceback(
      frames: site.traceback.frames.flatMap { frames[$0] ?? [] }, isTruncated: site.traceback.isTruncated)
  }
}

extension Snapshot {
  /// Looks up every address once.
  /// - Parameter frames: the functions at an address, innermost first: several where functions were inlined, none to
  ///   leave the address out of tracebacks (the runtime's own functions, say), `SourceFrame.unknown` for an address
  ///   that should stay although nothing is known of it.
  public func symbolized(_ frames: (CodeAddress) throws -> [SourceFrame]) rethrows -> SymbolizedSnapshot {
    var found: [CodeAddress: [SourceFrame]] = [:]
    for site in sites {
      for address in site.traceback.frames where found[address] == nil {
        found[address] = try frames(address)
      }
    }
    return SymbolizedSnapshot(snapshot: self, frames: found)
  }
}
