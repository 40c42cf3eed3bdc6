/// What one address stands for in a symbolized traceback.
public struct AddressFrames: Hashable, Sendable {
  /// The functions there, innermost first: several where functions were inlined, none to leave the address out.
  public var frames: [SourceFrame]
  /// What an address without frames is called. It stands for a whole traceback of which no address has frames: that of the
  /// innermost address which has one.
  public var fallback: SourceFrame?
  /// Why an address has no frames: one sentence without a full stop; nil where it has some, or nobody asks.
  public var reason: String?

  /// Shown with frames, or left out as long as another address of the traceback has some.
  public init(frames: [SourceFrame], fallback: SourceFrame? = nil, reason: String? = nil) {
    self.frames = frames
    self.fallback = fallback
    self.reason = reason
  }
}
