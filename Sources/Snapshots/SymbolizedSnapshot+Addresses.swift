/// What single addresses stand for: for those who need to know, beside the frames of a traceback, which image each is from.

extension SymbolizedSnapshot {
  /// What was found for an address of the snapshot; nil for another one.
  public func frames(at address: CodeAddress) -> AddressFrames? { names[address] }
}
