import Snapshots

/// Leaks that look alike: the same types, connected by the same properties.
public struct LeakGroup: Hashable, Sendable {
  /// Why they were not freed.
  public enum Kind: String, Hashable, Sendable {
    /// Its objects keep each other alive.
    case retainCycle = "retain cycle"
    /// Nothing refers to its first object, which was not freed all the same.
    case unreferenced
  }

  /// Why they were not freed.
  public var kind: Kind
  /// Of one such leak, with all that only it keeps alive.
  public var objects: Int
  /// Requested bytes of these.
  public var bytes: Int
  /// How often it was found.
  public var occurrences: Int
  /// The shortest cycle, whose last step leads back to the first; or the object that nothing refers to, and what hangs on it.
  public var path: [HeapStep]
  /// What one such leak holds, the path included, the most bytes first.
  public var contents: [HeapCensus.Row]
  /// Where the first object of the path was allocated, in the most of these leaks; nil when that was not recorded.
  public var traceback: SourceTraceback?
  /// Blocks and requested bytes of all occurrences, which need not have the same size: `objects` and `bytes` are those of the first.
  public var total: BlockTotal
  /// In how many of them it was there; nil for all.
  public var occurrencesAtTraceback: Int?

  /// Leaks that look alike.
  /// - Parameter total: nil when all have the same size.
  public init(
    kind: Kind, objects: Int, bytes: Int, occurrences: Int, path: [HeapStep], contents: [HeapCensus.Row] = [],
    traceback: SourceTraceback? = nil, occurrencesAtTraceback: Int? = nil, total: BlockTotal? = nil
  ) {
    self.kind = kind
    self.objects = objects
    self.bytes = bytes
    self.occurrences = occurrences
    self.path = path
    self.contents = contents
    self.traceback = traceback
    self.total = total ?? BlockTotal(blocks: objects * occurrences, bytes: bytes * occurrences)
    self.occurrencesAtTraceback = occurrencesAtTraceback
  }

  /// What hangs on one such leak beside its path, in the order of `contents`.
  var besidePath: [(type: String, count: Int)] {
    let onPath = path.reduce(into: [:]) { $0[$1.type, default: 0] += 1 }
    return contents.map { ($0.type, $0.count - onPath[$0.type, default: 0]) }.filter { $0.count > 0 }
  }

  /// Requested bytes beside the path; nil when not all objects of the path have their size.
  var bytesBesidePath: Int? {
    path.reduce(Optional(bytes)) { left, step in
      guard let left, let own = step.bytes else { return nil }
      return left - own
    }
  }
}
