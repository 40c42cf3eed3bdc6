/// What debug information says about one address.
public struct SymbolizedAddress: Hashable, Sendable {
  /// Innermost first: the inlined functions, then the function whose code it is. Empty when nothing is known.
  public var frames: [SymbolizedFrame]
  /// The path of the image the address lies in; nil when it lies in none.
  public var image: String?
  /// The address in the image's own numbering (minus the load bias), for `module+offset`.
  public var offset: UInt64?
  /// The line a person would call responsible: see `Symbolizer`. nil exactly when `reason` is not.
  public var userLocation: SourcePosition?
  /// Where `userLocation` was found; nil when there is none.
  public var origin: LocationOrigin?
  /// Why there is no `userLocation`.
  public var reason: MissingLineReason?

  /// An answer; what is not given is not known.
  public init(
    frames: [SymbolizedFrame] = [], image: String? = nil, offset: UInt64? = nil,
    userLocation: SourcePosition? = nil, origin: LocationOrigin? = nil, reason: MissingLineReason? = nil
  ) {
    self.frames = frames
    self.image = image
    self.offset = offset
    self.userLocation = userLocation
    self.origin = origin
    self.reason = reason
  }
}

/// How a user location was found, the surest first.
public enum LocationOrigin: Hashable, Sendable {
  /// The address's own row of the line table.
  case lineRow
  /// The call, in an outer frame, of a function that was inlined and has no line itself.
  case inlinedCall
  /// A neighbouring row of the same function: the nearest before the address, else the nearest after it.
  case neighbouringRow
  /// The declaration of the function: no row of it has a line.
  case declaration
}
