import Snapshots

/// How the instances of some classes came and went, at marks that the user set. What Pympler's ClassTracker shows.
public struct TrackedClassesTable: Hashable, Sendable {
  /// Of one class, since tracking began.
  public struct Count: Hashable, Sendable {
    /// Instances that were made.
    public var created: Int
    /// Instances that went.
    public var deinitialized: Int
    /// Instances there are now, those from before tracking began included.
    public var live: Int
    /// Requested bytes of the live instances.
    public var bytes: Int

    /// What was counted.
    public init(created: Int, deinitialized: Int, live: Int, bytes: Int) {
      (self.created, self.deinitialized, self.live, self.bytes) = (created, deinitialized, live, bytes)
    }

    static let zero = Count(created: 0, deinitialized: 0, live: 0, bytes: 0)

    static func - (left: Count, right: Count) -> Count {
      Count(
        created: left.created - right.created, deinitialized: left.deinitialized - right.deinitialized,
        live: left.live - right.live, bytes: left.bytes - right.bytes)
    }
  }

  /// A moment.
  public struct Mark: Hashable, Sendable {
    /// As the user called it.
    public var name: String
    /// Since tracking began.
    public var time: Duration
    /// By class; a class that is missing has none.
    public var counts: [String: Count]

    /// A moment and what was counted.
    public init(name: String, time: Duration, counts: [String: Count]) {
      (self.name, self.time, self.counts) = (name, time, counts)
    }
  }

  /// In the order in which they are shown.
  public var classes: [String]
  /// In the order of time.
  public var marks: [Mark]

  /// No marks is a table, too.
  public init(classes: [String], marks: [Mark]) {
    (self.classes, self.marks) = (classes, marks)
  }

  /// What changed for a class from the mark before to this one; nil for the first mark.
  func change(of name: String, at mark: Int) -> Count? {
    mark == 0 ? nil : (marks[mark].counts[name] ?? .zero) - (marks[mark - 1].counts[name] ?? .zero)
  }
}
