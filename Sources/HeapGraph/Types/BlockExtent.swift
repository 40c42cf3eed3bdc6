/// Where a live block of the heap stands and how long it is.
package struct BlockExtent: BitwiseCopyable, Hashable, Sendable {
  /// The address that malloc returned.
  package var address: UInt
  /// The requested size.
  package var bytes: Int

  /// A block of `bytes` requested bytes.
  package init(address: UInt, bytes: Int) {
    self.address = address
    self.bytes = bytes
  }
}
