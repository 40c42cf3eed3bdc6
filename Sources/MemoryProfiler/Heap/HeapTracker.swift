import HeapGraph
import Reports

/// Prints what changed in the heap since it last did, type by type: what Pympler's SummaryTracker does.
///
///     let tracker = try HeapTracker()
///     serve(requests)
///     try tracker.printDifference()
///
/// Each call takes as long as `HeapGraph.capture()`. Not for use from several threads at once.
public final class HeapTracker {
  private var last: HeapCensus

  /// What there is now is where the first difference begins.
  /// - Throws: `HeapGraphError`, as `HeapGraph.capture()`.
  public init() throws(HeapGraphError) { last = try HeapGraph.capture().census() }

  /// What changed since the last call, or since the tracker was made.
  /// - Throws: `HeapGraphError`; then the next difference begins where this one would have.
  public func difference() throws(HeapGraphError) -> HeapCensusDifference {
    let census = try HeapGraph.capture().census()
    defer { last = census }
    return census.compared(to: last)
  }

  /// The same on standard output, in Pympler's layout.
  /// - Parameter limit: so many types at most.
  public func printDifference(limit: Int = 15) throws(HeapGraphError) {
    print(try difference().rendered(limit: limit))
  }
}
