/// An amount of memory: requested bytes, without what malloc adds.
///
///     .kibibytes(2)       // 2048 bytes
///     .mebibytes(0.5)     // 524,288 bytes
public struct MemorySize: Hashable, Sendable {
  /// Bytes.
  public let bytes: Int

  /// So many bytes.
  public static func bytes(_ count: Int) -> MemorySize { MemorySize(bytes: count) }

  /// 1,024 bytes each.
  public static func kibibytes(_ count: Double) -> MemorySize { MemorySize(count, of: 1 << 10) }

  /// 1,048,576 bytes each.
  public static func mebibytes(_ count: Double) -> MemorySize { MemorySize(count, of: 1 << 20) }

  /// 1,073,741,824 bytes each.
  public static func gibibytes(_ count: Double) -> MemorySize { MemorySize(count, of: 1 << 30) }

  private init(bytes: Int) { self.bytes = bytes }

  /// What is no number is no size, and is refused as a limit.
  private init(_ count: Double, of unit: Int) {
    let bytes = count * Double(unit)
    self.bytes = bytes.isNaN ? 0 : Int(exactly: bytes.rounded(.down)) ?? (bytes < 0 ? .min : .max)
  }
}

extension MemorySize: Comparable {
  /// By bytes.
  public static func < (left: MemorySize, right: MemorySize) -> Bool { left.bytes < right.bytes }
}
