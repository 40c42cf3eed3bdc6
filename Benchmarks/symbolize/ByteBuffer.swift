#if os(Linux)
import Glibc

/// Text to be written, as bytes. Not an array: tens of megabytes must grow where they are, without a copy.
final class ByteBuffer {
  private var bytes: UnsafeMutableRawPointer?
  private var capacity = 0
  private(set) var count = 0

  deinit { free(bytes) }

  /// `room` bytes behind the last.
  @inline(__always)
  private func end(room: Int) -> UnsafeMutableRawPointer {
    if count + room > capacity { grow(to: count + room) }
    return bytes! + count
  }

  private func grow(to least: Int) {
    capacity = max(least, 2 * capacity, 1 << 16)
    bytes = realloc(bytes, capacity)
    if bytes == nil { exit(1) }
  }

  @inline(__always)
  func append(_ slice: UnsafeRawBufferPointer) {
    guard let start = slice.baseAddress else { return }
    end(room: slice.count).copyMemory(from: start, byteCount: slice.count)
    count += slice.count
  }

  func append(_ text: String) {
    // A copy to be made contiguous is for texts from elsewhere only: counting its references takes longer than the rest.
    if text.utf8.withContiguousStorageIfAvailable({ append(UnsafeRawBufferPointer($0)) }) == nil {
      for byte in text.utf8 { append(byte) }
    }
  }

  func append(_ byte: UInt8) {
    end(room: 1).storeBytes(of: byte, as: UInt8.self)
    count += 1
  }

  func append(_ number: UInt64, radix: UInt64) {
    var (digits, rest) = (1, number / radix)
    while rest > 0 { (digits, rest) = (digits + 1, rest / radix) }
    let start = end(room: digits)
    rest = number
    for place in (0..<digits).reversed() {
      let digit = UInt8(truncatingIfNeeded: rest % radix)
      rest /= radix
      start.storeBytes(
        of: digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10), toByteOffset: place, as: UInt8.self)
    }
    count += digits
  }

  /// Valid until something is appended.
  subscript(range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(start: bytes, count: count)[range])
  }

  /// Writes everything and is empty then.
  func write(to descriptor: CInt) {
    var written = 0
    while written < count {
      let size = Glibc.write(descriptor, bytes! + written, count - written)
      if size < 0, errno != EINTR { exit(1) }
      written += max(0, size)
    }
    count = 0
  }
}
#endif
