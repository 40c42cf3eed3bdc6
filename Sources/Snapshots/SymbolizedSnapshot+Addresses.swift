/// The addresses behind symbolized tracebacks, for formats that keep both.

extension SymbolizedSnapshot {
  /// The addresses that stand in the site's symbolized traceback, innermost first: `frames(at:)` of each of them, in this
  /// order, are the frames of `traceback(of:)`. Where no address has a line, as in a program without debug information, all
  /// that have a name, of which `traceback(of:)` is the innermost; where nothing is known of any, the innermost one. Empty only
  /// for a traceback without addresses.
  public func shownAddresses(of site: AllocationSite) -> [CodeAddress] {
    let addresses = site.traceback.frames
    let named = addresses.filter { names[$0]?.frames.isEmpty == false }
    if !named.isEmpty { return named }
    let fallbacks = addresses.filter { names[$0]?.fallback != nil }
    return fallbacks.isEmpty ? Array(addresses.prefix(1)) : fallbacks
  }

  /// What an address is called where it is shown, innermost first: several frames where functions were inlined,
  /// `SourceFrame.unknown` where nothing is known. Never empty.
  public func frames(at address: CodeAddress) -> [SourceFrame] {
    guard let names = names[address] else { return [.unknown] }
    return names.frames.isEmpty ? [names.fallback ?? .unknown] : names.frames
  }

  /// What was found for an address of the snapshot, hidden ones included; nil for another snapshot's.
  public func answer(for address: CodeAddress) -> AddressFrames? { names[address] }
}
