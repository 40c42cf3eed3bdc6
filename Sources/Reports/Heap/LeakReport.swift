import Snapshots

/// What nothing reaches any more, and was not freed.
public struct LeakReport: Hashable, Sendable {
  /// What was looked for.
  public enum Scope: String, Hashable, Sendable {
    /// Everything that nothing reaches.
    case leaks
    /// Of these only what keeps itself alive.
    case retainCycles
  }

  /// What was looked for.
  public var scope: Scope
  /// The most bytes in all first.
  public var groups: [LeakGroup]
  /// What suppressions left out: leaks, blocks and bytes.
  public var suppressed: Suppressed
  /// Why leaks have no traceback, as one clause without a full stop, for those that have none.
  public var missingTracebacks: String?

  /// For a process whose allocations are recorded by size alone.
  public static let tracebacksNotRecorded =
    "allocations were recorded without tracebacks; run with MPROF_FRAMES=256, or call AllocationTracer.start() first"

  /// Leaks that are known and not reported.
  public struct Suppressed: Hashable, Sendable {
    /// How many.
    public var leaks: Int
    /// Their blocks and requested bytes.
    public var total: BlockTotal

    /// Nothing, unless told otherwise.
    public init(leaks: Int = 0, total: BlockTotal = .zero) {
      self.leaks = leaks
      self.total = total
    }
  }

  /// Sorts the groups.
  public init(
    groups: [LeakGroup], suppressed: Suppressed = Suppressed(), scope: Scope = .leaks, missingTracebacks: String? = nil
  ) {
    self.groups = groups.map(RankedGroup.init).sorted { $0.comesFirst(before: $1) }.map(\.group)
    self.suppressed = suppressed
    self.scope = scope
    self.missingTracebacks = missingTracebacks
  }

  /// Whether nothing leaked but what was suppressed.
  public var isEmpty: Bool { groups.isEmpty }
  /// How many leaks there are, each occurrence counted.
  public var leakCount: Int { groups.leakCount }
  /// Their blocks and requested bytes.
  public var total: BlockTotal { groups.total }
}

/// A group with what ranks it: a path has its text made once.
private struct RankedGroup {
  let group: LeakGroup
  let total: BlockTotal
  /// Orders what is equal in numbers, the same in every run.
  let signature: String

  init(_ group: LeakGroup) {
    (self.group, total, signature) = (group, group.total, group.path.inlined(isCycle: true))
  }

  func comesFirst(before other: RankedGroup) -> Bool {
    (other.total.bytes, other.total.blocks, other.group.occurrences, signature)
      < (total.bytes, total.blocks, group.occurrences, other.signature)
  }
}

extension Sequence<LeakGroup> {
  var leakCount: Int { reduce(0) { $0 + $1.occurrences } }
  var total: BlockTotal { reduce(.zero) { $0 + $1.total } }
}
