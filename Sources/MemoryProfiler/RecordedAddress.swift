#if os(Linux) && !MEMORY_PROFILER_FALLBACK
import Snapshots

extension CodeAddress {
  /// As the recorder stores it: with the top bit, a program counter.
  init(_ recorded: UInt64) {
    let bit: UInt64 = 1 << 63
    self =
      recorded & bit == 0 ? .returnAddress(ReturnAddress(recorded)) : .programCounter(ProgramCounter(recorded & ~bit))
  }
}
#endif
