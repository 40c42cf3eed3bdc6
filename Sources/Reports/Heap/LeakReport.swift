import Snapshots

/// Leaks that look alike: the same types, connected by the same properties.
public struct LeakGroup: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    /// Its objects keep each other alive.
    case retainCycle = "retain cycle"
    /// Nothing refers to its first object, which was not freed all the same.
    case unreferenced
  }

  public var kind: Kind
  /// Of one such leak, with all that only it keeps alive.
  public var objects: Int
  /// Requested bytes of these.
  public var bytes: Int
  /// How often it was found.
  public var occurrences: Int
  /// The shortest cycle, whose last step leads back to the first; or the object that nothing refers to, and what hangs on it.
  public var path: [HeapStep]
  /// What one such leak holds, the most bytes first.
  public var contents: [HeapCensus.Row]
  /// Where the first object of the path was allocated; nil when that was not recorded.
  public var traceback: SourceTraceback?

  public init(
    kind: Kind, objects: Int, bytes: Int, occurrences: Int, path: [HeapStep], contents: [HeapCensus.Row] = [],
    traceback: SourceTraceback? = nil
  ) {
    self.kind = kind
    self.objects = objects
    self.bytes = bytes
    self.occurrences = occurrences
    self.path = path
    self.contents = contents
    self.traceback = traceback
  }
}

/// What nothing reaches any more, and was not freed.
public struct LeakReport: Hashable, Sendable {
  /// The most bytes in all first.
  public var groups: [LeakGroup]
  /// What suppressions left out: leaks, blocks and bytes.
  public var suppressed: Suppressed

  public struct Suppressed: Hashable, Sendable {
    public var leaks: Int
    public var total: BlockTotal

    public init(leaks: Int = 0, total: BlockTotal = .zero) {
      self.leaks = leaks
      self.total = total
    }
  }

  public init(groups: [LeakGroup], suppressed: Suppressed = Suppressed()) {
    self.groups = groups
    self.suppressed = suppressed
  }

  /// Whether nothing leaked but what was suppressed.
  public var isEmpty: Bool { groups.isEmpty }
  /// How many leaks there are, each occurrence counted.
  public var leakCount: Int { groups.reduce(0) { $0 + $1.occurrences } }
  /// Their blocks and requested bytes.
  public var total: BlockTotal {
    groups.reduce(.zero) {
      $0 + BlockTotal(blocks: $1.objects * $1.occurrences, bytes: $1.bytes * $1.occurrences)
    }
  }
}
