/// The address of an instruction in the memory of the recorded process.
public struct ProgramCounter: Hashable, Sendable {
  /// In that process's address space.
  public var rawValue: UInt64

  /// An address as the process sees it.
  public init(_ rawValue: UInt64) { self.rawValue = rawValue }
}

/// The address a call returns to: one byte after the call instruction, which may already belong to the next
/// line or even the next function.
public struct ReturnAddress: Hashable, Sendable {
  /// In the process's address space.
  public var rawValue: UInt64

  /// An address as it stood on the stack, without an authentication code.
  public init(_ rawValue: UInt64) { self.rawValue = rawValue }

  /// An address inside the call instruction. The only place where the 1 is subtracted.
  public var programCounter: ProgramCounter { ProgramCounter(rawValue &- 1) }
}

/// One step of a traceback: where a synchronous caller goes on, or where an async function will be resumed.
public enum CodeAddress: Hashable, Sendable {
  /// Where a call returns to.
  case returnAddress(ReturnAddress)
  /// An instruction itself: where an async function resumes, or where a signal interrupted.
  case programCounter(ProgramCounter)

  /// The address to look up in debug information.
  public var programCounter: ProgramCounter {
    switch self {
    case .returnAddress(let address): address.programCounter
    case .programCounter(let address): address
    }
  }
}

extension CodeAddress {
  /// As the recorder stores it: with the top bit a program counter, without it a return address.
  public init(recorded address: UInt64) {
    let bit: UInt64 = 1 << 63
    self =
      address & bit == 0 ? .returnAddress(ReturnAddress(address)) : .programCounter(ProgramCounter(address & ~bit))
  }
}
