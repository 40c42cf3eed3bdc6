/// The address of an instruction in the memory of the recorded process.
public struct ProgramCounter: Hashable, Sendable {
  public var rawValue: UInt64

  public init(_ rawValue: UInt64) { self.rawValue = rawValue }
}

/// The address a call returns to: one byte after the call instruction, which may already belong to the next
/// line or even the next function.
public struct ReturnAddress: Hashable, Sendable {
  public var rawValue: UInt64

  public init(_ rawValue: UInt64) { self.rawValue = rawValue }

  /// An address inside the call instruction. The only place where the 1 is subtracted.
  public var programCounter: ProgramCounter { ProgramCounter(rawValue &- 1) }
}

/// One step of a traceback: where a synchronous caller goes on, or where an async function will be resumed.
public enum CodeAddress: Hashable, Sendable {
  case returnAddress(ReturnAddress)
  case programCounter(ProgramCounter)

  /// The address to look up in debug information.
  public var programCounter: ProgramCounter {
    switch self {
    case .returnAddress(let address): address.programCounter
    case .programCounter(let address): address
    }
  }
}
