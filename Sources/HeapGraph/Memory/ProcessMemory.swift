// This process's own memory, read as if it were another's: an address that is not mapped (any more) is an answer and
// not a fault. Only what stays for ever, the runtime's functions and their data, is touched directly elsewhere.
#if os(Linux)
import Glibc

/// Reads through `process_vm_readv`, which took 0.4 of the time of `pread` on /proc/self/mem (1.0 against 2.4 µs a page);
/// where a sandbox forbids it, by the latter.
enum ProcessMemory {
  /// What one system call takes.
  static let mostPieces = 1024
  /// The unit in which memory is mapped, or a part of it.
  private static let page = 4096

  /// Copies the pieces one behind the other; what cannot be read becomes 0. Uses `pieces` up.
  static func copy(_ pieces: UnsafeMutableBufferPointer<iovec>, to destination: UnsafeMutableRawPointer) {
    var target = destination
    var next = 0
    while next < pieces.count {
      let end = min(next + mostPieces, pieces.count)
      var copied = read(UnsafeBufferPointer(rebasing: pieces[next..<end]), to: target)
      target += copied
      while next < end, copied >= pieces[next].iov_len {
        copied -= pieces[next].iov_len
        next += 1
      }
      guard next < end else { continue }
      pieces[next].drop(copied)
      let hole = min(pieces[next].iov_len, page - Int(bitPattern: pieces[next].iov_base) & (page - 1))
      memset(target, 0, hole)
      target += hole
      pieces[next].drop(hole)
    }
  }

  /// So many words from `address` on; those that cannot be read are 0.
  static func words(at address: UInt, count: Int) -> [UInt] {
    [UInt](unsafeUninitializedCapacity: count) { words, initialized in
      var piece = iovec(
        iov_base: UnsafeMutableRawPointer(bitPattern: address), iov_len: count * MemoryLayout<UInt>.size)
      guard let start = words.baseAddress else { return }
      withUnsafeMutablePointer(to: &piece) { copy(UnsafeMutableBufferPointer(start: $0, count: 1), to: start) }
      initialized = count
    }
  }

  static func word(at address: UInt) -> UInt { words(at: address, count: 1)[0] }

  /// The bytes before the first 0 of at most `limit`; nil when there is none so near.
  static func text(at address: UInt, limit: Int) -> [UInt8]? {
    var text: [UInt8] = []
    while text.count < limit {
      let piece = words(at: address &+ UInt(text.count), count: 8)
      let found = piece.withUnsafeBytes { bytes in
        let part = bytes.prefix { $0 != 0 }
        text += part
        return part.count < bytes.count
      }
      if found { return text }
    }
    return nil
  }

  /// How many bytes were copied before the first that cannot be read.
  private static func read(_ pieces: UnsafeBufferPointer<iovec>, to target: UnsafeMutableRawPointer) -> Int {
    var local = iovec(iov_base: target, iov_len: pieces.reduce(0) { $0 + $1.iov_len })
    if let readVectors {
      let copied = readVectors(getpid(), &local, 1, pieces.baseAddress, UInt(pieces.count), 0)
      if copied >= 0 || errno == EFAULT { return max(copied, 0) }
    }
    return readFile(pieces, to: target)
  }

  /// The file is opened each time: after a fork an open one shows the parent's memory.
  private static func readFile(_ pieces: UnsafeBufferPointer<iovec>, to target: UnsafeMutableRawPointer) -> Int {
    let file = open("/proc/self/mem", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return 0 }
    defer { close(file) }
    var total = 0
    for piece in pieces {
      let copied = max(pread(file, target + total, piece.iov_len, Int(bitPattern: piece.iov_base)), 0)
      total += copied
      if copied < piece.iov_len { break }
    }
    return total
  }

  private typealias ReadVectors =
    @convention(c) (pid_t, UnsafePointer<iovec>?, UInt, UnsafePointer<iovec>?, UInt, UInt) -> Int

  /// Swift's Glibc module does not have it.
  private static let readVectors = dlsym(nil, "process_vm_readv").map { unsafeBitCast($0, to: ReadVectors.self) }
}

extension iovec {
  fileprivate mutating func drop(_ count: Int) {
    iov_base = UnsafeMutableRawPointer(bitPattern: UInt(bitPattern: iov_base) &+ UInt(count))
    iov_len -= count
  }
}
#endif
