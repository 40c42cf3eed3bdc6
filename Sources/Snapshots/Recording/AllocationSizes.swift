/// How many blocks of which size a process asked for, and by which function of libc.
public struct AllocationSizes: Hashable, Sendable {
  /// What was called.
  public enum Allocator: Int, Hashable, Sendable, CaseIterable {
    case malloc, calloc, realloc
    /// posix_memalign, aligned_alloc, memalign, valloc and pvalloc.
    case aligned
    /// Anonymous mappings that the program makes itself; they are no blocks and are in no other count.
    case mmap
  }

  /// Bucket 0 holds blocks of no bytes, bucket n those of 2ⁿ⁻¹ to 2ⁿ − 1 bytes.
  public static let bucketCount = 64

  /// `Allocator.rawValue` × bucket → blocks.
  private var counts: [Int]

  /// Nothing yet.
  public init() { counts = Array(repeating: 0, count: Allocator.allCases.count * Self.bucketCount) }

  /// Blocks that were asked for.
  public subscript(allocator: Allocator, bucket bucket: Int) -> Int {
    get { counts[allocator.rawValue * Self.bucketCount + bucket] }
    set { counts[allocator.rawValue * Self.bucketCount + bucket] = newValue }
  }

  /// Blocks of all sizes.
  public func blocks(by allocator: Allocator) -> Int {
    (0..<Self.bucketCount).reduce(0) { $0 + self[allocator, bucket: $1] }
  }

  /// The sizes of a bucket, in bytes.
  public static func sizes(ofBucket bucket: Int) -> ClosedRange<UInt64> {
    bucket == 0 ? 0...0 : (1 << UInt64(bucket - 1))...(UInt64.max >> UInt64(64 - bucket))
  }

  /// Whether nothing was asked for.
  public var isEmpty: Bool { counts.allSatisfy { $0 == 0 } }
}
