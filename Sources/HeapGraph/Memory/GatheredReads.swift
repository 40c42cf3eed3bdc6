// Many small reads at ascending addresses as few large ones: neighbours are copied together with what lies between them.
#if os(Linux)
import Glibc

struct GatheredReads: ~Copyable {
  /// Reads no further apart are one piece: to copy that much costs about as much as a piece of its own.
  private static let widestGap: UInt = 1024
  private static let capacity = 256 << 10

  private let reader: MemoryReader
  private let buffer = OwnBuffer<UInt8>(capacity: capacity)
  private let room = OwnBuffer<iovec>(capacity: ProcessMemory.mostPieces)
  private var pieces: UnsafeMutableBufferPointer<iovec> { room.elements }
  private var pieceCount = 0
  /// Of the last piece.
  private var end: UInt = 0
  private var used = 0

  init(reader: MemoryReader) { self.reader = reader }

  /// Plans a read below 2⁴⁸; the answer is where in `bytes` it will stand, nil when there is no room for it before the next `load`.
  @inline(__always)
  mutating func append(_ address: UInt, count: Int) -> Int? {
    guard pieceCount > 0 else { return appendApart(address, count: count) }
    let length = pieces[pieceCount - 1].iov_len
    let start = end - UInt(length)
    guard address >= start, address <= end || address - end <= Self.widestGap
    else { return appendApart(address, count: count) }
    let offset = used - length + Int(address - start)
    let growth = max(offset + count - used, 0)
    guard used + growth <= Self.capacity else { return nil }
    pieces[pieceCount - 1].iov_len += growth
    used += growth
    end += UInt(growth)
    return offset
  }

  private mutating func appendApart(_ address: UInt, count: Int) -> Int? {
    guard pieceCount < pieces.count, used + count <= Self.capacity else { return nil }
    pieces[pieceCount] = iovec(iov_base: UnsafeMutableRawPointer(bitPattern: address), iov_len: count)
    pieceCount += 1
    end = address + UInt(count)
    defer { used += count }
    return used
  }

  /// Performs the planned reads, and forgets them. The answer is good until the next call.
  mutating func load() -> UnsafeRawPointer {
    defer {
      pieceCount = 0
      used = 0
    }
    return reader.read(
      UnsafeMutableBufferPointer(rebasing: pieces[..<pieceCount]), UnsafeMutableRawPointer(buffer.elements.baseAddress!)
    )
  }
}
#endif
