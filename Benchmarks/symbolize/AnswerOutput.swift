#if os(Linux)
import Glibc
import Snapshots
import Symbolication

/// Answers in llvm-symbolizer's form: made in any order, written in the order of the questions.
struct AnswerOutput {
  private let descriptor: CInt
  private let demangles: Bool
  /// The answers' text, as they were made.
  private let made = ByteBuffer()
  /// By question: the bytes of its answer in `made`.
  private var places: [Range<Int>]

  init(descriptor: CInt, demangles: Bool, count: Int) {
    self.descriptor = descriptor
    self.demangles = demangles
    places = Array(repeating: 0..<0, count: count)
  }

  mutating func append(_ frames: [SymbolizedFrame], of address: ProgramCounter, question: Int) {
    let start = made.count
    made.append("0x")
    made.append(address.rawValue, radix: 16)
    made.append(UInt8(ascii: "\n"))
    if frames.isEmpty { made.append("??\n??:0:0\n") }
    for index in frames.indices {
      made.append(demangles ? frames[index].function : (frames[index].linkageName ?? frames[index].function))
      made.append(UInt8(ascii: "\n"))
      append(frames[index].location)
    }
    made.append(UInt8(ascii: "\n"))
    places[question] = start..<made.count
  }

  private mutating func append(_ location: SourcePosition?) {
    guard let location else { return made.append("??:0:0\n") }
    made.append(location.file)
    made.append(UInt8(ascii: ":"))
    made.append(UInt64(location.line), radix: 10)
    made.append(UInt8(ascii: ":"))
    made.append(UInt64(location.column), radix: 10)
    made.append(UInt8(ascii: "\n"))
  }

  func write() {
    /// To write at a time, in bytes.
    let enough = 1 << 18
    let ordered = ByteBuffer()
    for place in places {
      ordered.append(made[place])
      if ordered.count >= enough { ordered.write(to: descriptor) }
    }
    ordered.write(to: descriptor)
  }
}
#endif
