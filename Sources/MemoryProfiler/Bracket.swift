#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// Runs of profiled functions in the timeline of `mprof run`.
import CAllocationRecorder
import Synchronization

/// One run, from its making to `close`. Nothing when the program is not recorded.
struct Bracket {
  private let bracket: OpaquePointer?

  /// None.
  init() { bracket = nil }

  init(_ name: @autoclosure () -> String) {
    guard mpr_is_recording() else {
      bracket = nil
      return
    }
    bracket = mpr_open_bracket(BracketNames.number(of: name()), ResidentMemory.descriptor)
  }

  func close() {
    if let bracket { mpr_close_bracket(bracket, ResidentMemory.descriptor) }
  }
}

/// The recorder's numbers for names, each given once.
private enum BracketNames {
  private static let numbers = Mutex<[String: UInt32]>([:])

  static func number(of name: String) -> UInt32 {
    withoutRecording {
      numbers.withLock { numbers in
        if let known = numbers[name] { return known }
        var name = name
        let number = name.withUTF8 { bytes in
          bytes.withMemoryRebound(to: CChar.self) { mpr_bracket_name($0.baseAddress, $0.count) }
        }
        numbers[name] = number
        return number
      }
    }
  }
}
#endif
