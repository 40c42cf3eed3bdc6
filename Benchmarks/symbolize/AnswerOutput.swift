#if os(Linux)
import Glibc
import Snapshots
import Symbolication

/// Answers in llvm-symbolizer's form.
struct AnswerOutput {
  private let descriptor: CInt
  private let demangles: Bool
  private var bytes: [UInt8] = []
  /// To write at a time, in bytes.
  private let enough = 1 << 18

  init(descriptor: CInt, demangles: Bool) {
    self.descriptor = descriptor
    self.demangles = demangles
  }

  mutating func append(_ frames: [SymbolizedFrame], of address: ProgramCounter) {
    append("0x")
    append(address.rawValue, radix: 16)
    newLine()
    if frames.isEmpty { append("??\n??:0:0\n") }
    for index in frames.indices {
      append(demangles ? frames[index].function : (frames[index].linkageName ?? frames[index].function))
      newLine()
      append(frames[index].location)
    }
    newLine()
    if bytes.count >= enough { flush() }
  }

  private mutating func append(_ location: SourcePosition?) {
    append(location?.file ?? "??")
    bytes.append(UInt8(ascii: ":"))
    append(UInt64(location?.line ?? 0), radix: 10)
    bytes.append(UInt8(ascii: ":"))
    append(UInt64(location?.column ?? 0), radix: 10)
    newLine()
  }

  private mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }

  private mutating func append(_ number: UInt64, radix: UInt64) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var (left, first) = (number, digits.count)
      repeat {
        let digit = UInt8(truncatingIfNeeded: left % radix)
        left /= radix
        first -= 1
        digits[first] = digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
      } while left > 0
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[first...]))
    }
  }

  private mutating func newLine() { bytes.append(UInt8(ascii: "\n")) }

  mutating func flush() {
    bytes.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        let count = write(descriptor, bytes.baseAddress! + written, bytes.count - written)
        if count < 0, errno != EINTR { exit(1) }
        written += max(0, count)
      }
    }
    bytes.removeAll(keepingCapacity: true)
  }
}
#endif
