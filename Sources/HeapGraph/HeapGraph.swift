import Reports

/// The living heap of one moment: every live block, its type, and who refers to whom.
///
///     let heap = try HeapGraph.capture()
///     print(heap.census())
///     print(heap.leaks())
///
/// A picture: what the program does afterwards does not change it. Names of properties are read from the objects when they are asked for;
/// those that have changed since may be missing. Two graphs' objects are not related.
///
/// References are found conservatively: a word that looks like an address inside a block is one, whatever it is. So what a leak report
/// names nothing refers to any more; but a stale address on a stack, or a number that looks like an address, can hide a leak. Not seen
/// are addresses that only the kernel holds (`epoll_event.data`) or that are stored in a disguise: what depends on these alone looks
/// leaked; see `LeakSuppression`.
///
/// May be used from any thread; questions that take more than a moment say so. Takes some 40 bytes a block, outside of the traced memory,
/// until the last copy of this value and of its objects is gone.
public struct HeapGraph: Sendable {
  #if os(Linux)
  let storage: HeapStorage

  init(storage: HeapStorage) { self.storage = storage }
  #endif

  /// How the other threads were made to stand still.
  public enum StoppedBy: String, Hashable, Sendable {
    /// There were none.
    case nobody
    /// A helper process traced them.
    case ptrace
    /// Each got the signal SIGPROF, where ptrace is not allowed.
    case signal
  }
}
