// Where the contents of blocks are read: this process's memory as it is now, or a picture of it.
#if os(Linux)
import Glibc

/// Reads the contents of blocks. What compilers and the runtime write for ever, metadata above all, is read live all the same.
package struct MemoryReader {
  /// Performs reads: puts the pieces, which it may use up, one behind the other and answers where; what cannot be read becomes 0.
  /// There is room for all of them at the second argument, which it may leave alone when they stand somewhere else already. The
  /// answer is used before the next call only.
  package typealias Read = (UnsafeMutableBufferPointer<iovec>, UnsafeMutableRawPointer) -> UnsafeRawPointer

  let read: Read

  /// - Parameter read: is given at most 1024 pieces of at most 256 KiB in all.
  package init(_ read: @escaping Read) { self.read = read }

  /// This process's memory at the time of the call.
  package static var live: MemoryReader {
    MemoryReader { pieces, target in
      ProcessMemory.copy(pieces, to: target)
      return UnsafeRawPointer(target)
    }
  }

  /// So many bytes from `address` on.
  func bytes(at address: UInt, count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { bytes, initialized in
      guard count > 0, let target = bytes.baseAddress else { return }
      var piece = iovec(iov_base: UnsafeMutableRawPointer(bitPattern: address), iov_len: count)
      let source = withUnsafeMutablePointer(to: &piece) {
        read(UnsafeMutableBufferPointer(start: $0, count: 1), UnsafeMutableRawPointer(target))
      }
      if source != UnsafeRawPointer(target) { memcpy(target, source, count) }
      initialized = count
    }
  }
}
#endif
