/// Python's `gc.get_stats` for the curious: what captures found so far.
public struct HeapCounters: Hashable, Sendable {
  /// Of the heap graph, in this process.
  public var captures: Int
  /// Objects found leaked, in all leak checks.
  public var leakedObjects: Int
  /// Of these the ones in cycles, and what only cycles keep alive.
  public var leakedByCycles: Int
  /// Objects freed by a collector: always 0.
  public var collected: Int { 0 }

  /// Nothing, unless told otherwise.
  public init(captures: Int = 0, leakedObjects: Int = 0, leakedByCycles: Int = 0) {
    (self.captures, self.leakedObjects, self.leakedByCycles) = (captures, leakedObjects, leakedByCycles)
  }
}

extension HeapCounters: CustomStringConvertible {
  /// The numbers, and what they mean under reference counting.
  public var description: String {
    """
    captures: \(captures.grouped), leaked objects found: \(leakedObjects.grouped) (\(leakedByCycles.grouped) by retain \
    cycles), collected: \(collected)
    Swift counts references and has no collector: an object is freed at once with its last strong reference, and a retain cycle \
    never, until the program breaks it. A capture looks and frees nothing.
    """
  }
}
