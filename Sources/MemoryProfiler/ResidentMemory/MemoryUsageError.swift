/// Why resident memory cannot be told, as one sentence.
public enum MemoryUsageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No process has this number, or none that may be seen.
  case noSuchProcess(Int32)
  /// The process has ended and only waits for its parent to ask how.
  case processHasEnded(Int32)
  /// A file of /proc cannot be read, for the reason that the system gives.
  case unreadable(path: String, reason: String)
  /// Resident memory is read from /proc.
  case needsLinux

  /// The sentence.
  public var description: String {
    switch self {
    case .noSuchProcess(let pid): "There is no process \(pid)."
    case .processHasEnded(let pid): "Process \(pid) has ended and has no memory; its parent has not waited for it yet."
    case .unreadable(let path, let reason): "Resident memory cannot be told, because \(path) cannot be read: \(reason)."
    case .needsLinux: "Resident memory is read from /proc, which needs Linux."
    }
  }
}
