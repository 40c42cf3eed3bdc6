import HeapGraph
import Reports

#if os(Linux) && !MEMORY_PROFILER_FALLBACK
import CAllocationRecorder
import Glibc
#endif

/// Watches the instances of some classes over time: how many were created and deinitialized, how many live, in how many bytes. What
/// Pympler's ClassTracker does.
///
///     var tracked = try TrackedClasses(Session.self, Request.self)
///     serve(requests)
///     try tracked.mark("after 1,000 requests")
///     print(tracked)
///
/// Exact: deinitialized instances are counted one by one, in the class's own metadata, and live ones at each mark in a picture of the heap;
/// what was created is the rest. Instances of subclasses are theirs. Not seen are objects that the optimizer puts on the stack, and
/// those from before blocks were recorded. Each mark takes as long as `HeapGraph.capture()`.
///
/// A class that was once tracked goes on counting for as long as the process lives, which costs some nanoseconds for each instance; at most 256
/// classes can be. Not for use from several threads at once.
public struct TrackedClasses: Sendable {
  /// The marks set so far.
  public private(set) var table: TrackedClassesTable

  #if os(Linux) && !MEMORY_PROFILER_FALLBACK
  private let classes: [HeapSource.TrackedClass]
  private let start: [TrackedCount]
  private let began: ContinuousClock.Instant

  /// Begins to watch.
  /// - Throws: `HeapGraphError`, as `HeapGraph.capture()`, or when too many classes are tracked.
  public init(_ classes: any AnyObject.Type...) throws(HeapGraphError) {
    self.classes = try classes.map { type throws(HeapGraphError) in try Self.track(type) }
    began = .now
    start = try Self.counts(self.classes)
    table = TrackedClassesTable(classes: classes.map { HeapGraph.typeName($0) }, marks: [])
  }

  /// Counts the instances of this moment and remembers them under a name.
  /// - Throws: `HeapGraphError`, as `HeapGraph.capture()`.
  public mutating func mark(_ name: String) throws(HeapGraphError) {
    let now = try Self.counts(classes)
    let time = began.duration(to: .now)
    var counts: [String: TrackedClassesTable.Count] = [:]
    for (index, type) in table.classes.enumerated() { counts[type] = Self.count(from: start[index], to: now[index]) }
    table.marks.append(TrackedClassesTable.Mark(name: name, time: time, counts: counts))
  }

  private static func count(from start: TrackedCount, to now: TrackedCount) -> TrackedClassesTable.Count {
    let deinitialized = now.deinitialized - start.deinitialized
    return TrackedClassesTable.Count(
      created: now.live - start.live + deinitialized, deinitialized: deinitialized, live: now.live, bytes: now.bytes)
  }

  private static func track(_ type: any AnyObject.Type) throws(HeapGraphError) -> HeapSource.TrackedClass {
    let metadata = unsafeBitCast(type as Any.Type, to: UnsafeMutableRawPointer.self)
    var counter: UnsafePointer<UInt64>?
    let failure = mpr_track_class(metadata, &counter)
    guard failure == 0, let counter else { throw .classesNotTracked(String(cString: strerror(failure))) }
    return HeapSource.TrackedClass(metadata: UInt(bitPattern: metadata), deinitialized: UInt(bitPattern: counter))
  }

  private static func counts(_ classes: [HeapSource.TrackedClass]) throws(HeapGraphError) -> [TrackedCount] {
    try HeapGraph.capture(tracking: classes).trackedCounts
  }
  #else
  /// Throws `HeapGraphError.unsupportedPlatform`.
  public init(_ classes: any AnyObject.Type...) throws(HeapGraphError) { throw .unsupportedPlatform }

  /// Throws `HeapGraphError.unsupportedPlatform`.
  public mutating func mark(_ name: String) throws(HeapGraphError) { throw .unsupportedPlatform }
  #endif
}

extension TrackedClasses: CustomStringConvertible {
  /// A part for each class, a row for each mark.
  public var description: String { table.description }
}
