#if os(Linux)
import Glibc
import Snapshots
import Symbolication

/// Answers in llvm-symbolizer's form.
struct AnswerOutput {
  private let descriptor: CInt
  private let demangles: Bool
  private var bytes: [UInt8] = []

  init(descriptor: CInt, demangles: Bool) {
    self.descriptor = descriptor
    self.demangles = demangles
  }

  mutating func append(_ answer: SymbolizedAddress, of address: ProgramCounter) {
    append("0x" + String(address.rawValue, radix: 16))
    newLine()
    if answer.frames.isEmpty { append("??\n??:0:0\n") }
    for frame in answer.frames {
      append(demangles ? frame.function : frame.linkageName ?? frame.function)
      newLine()
      append(frame.location)
    }
    newLine()
  }

  private mutating func append(_ location: SourceLocation?) {
    append(location?.file ?? "??")
    bytes.append(UInt8(ascii: ":"))
    append(String(location?.line ?? 0))
    bytes.append(UInt8(ascii: ":"))
    append(String(location?.column ?? 0))
    newLine()
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
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
