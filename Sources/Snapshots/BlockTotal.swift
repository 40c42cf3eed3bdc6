/// A number of blocks and the sum of their requested sizes.
public struct BlockTotal: Hashable, Sendable {
  /// How many; negative only in a difference.
  public var blocks: Int
  /// Requested bytes, without what the allocator adds; negative only in a difference.
  public var bytes: Int

  /// No blocks.
  public static let zero = BlockTotal(blocks: 0, bytes: 0)

  /// So many blocks with so many bytes together.
  public init(blocks: Int, bytes: Int) {
    self.blocks = blocks
    self.bytes = bytes
  }

  /// Both added.
  public static func + (left: BlockTotal, right: BlockTotal) -> BlockTotal {
    BlockTotal(blocks: left.blocks + right.blocks, bytes: left.bytes + right.bytes)
  }

  /// Both subtracted.
  public static func - (left: BlockTotal, right: BlockTotal) -> BlockTotal {
    BlockTotal(blocks: left.blocks - right.blocks, bytes: left.bytes - right.bytes)
  }

  /// Both added in place.
  public static func += (left: inout BlockTotal, right: BlockTotal) { left = left + right }
}
