/// Where a live block of the heap stands and how long it is.
public struct BlockExtent: Hashable, Sendable {
  /// The address that malloc returned.
  public var address: UInt
  /// The requested size.
  public var bytes: Int

  /// A block of `bytes` requested bytes.
  public init(address: UInt, bytes: Int) {
    self.address = address
    self.bytes = bytes
  }
}
