// A snapshot of what one closure allocates.
import Snapshots

extension AllocationTracer {
  /// Whose allocations `record` gives.
  public enum RecordedThreads: Sendable {
    /// Those of all threads while the closure runs.
    case all
    /// The closure's own: of the calling thread, or, of async code, of its task and that task's child tasks, without what
    /// the Swift runtime's executors allocate to schedule tasks (from then on they are not traced at all).
    case current
  }

  /// Runs `body` and gives what was allocated meanwhile, and nothing else, as a snapshot: `live` are blocks from inside
  /// that still exist at the end, `total` all from inside, `peak` those live when the blocks from inside were most
  /// bytes; `totals.peakBytes` is that value.
  ///
  /// Neither starts, stops nor clears the tracer, which may run or not. Calls may nest and overlap: each gets its own.
  /// Each distinct traceback of a call takes some 100 bytes, which are used again when the call's blocks are gone. A call
  /// takes memory of its own, some 12 KiB, which is used again when all calls that were running beside it have ended.
  /// What it ends with takes time for each live block of the process, inside or not: some 20 ms for a million.
  ///
  /// - Parameters:
  ///   - threads: whose allocations.
  ///   - body: runs once, on the calling thread.
  /// - Throws: what `body` throws; `AllocationTracerError` before it runs, when nothing can be recorded. With
  ///   `MEMORY_PROFILER=off`, and elsewhere than on Linux, `body` runs and the snapshot is empty.
  public static func record<R>(
    _ threads: RecordedThreads = .all, _ body: () throws -> R
  ) throws -> (result: R, snapshot: Snapshot) {
    guard let excerpt = try AllocationExcerpt(threads, isAsync: false) else { return (try body(), .empty) }
    defer { excerpt.close() }
    do {
      let result = try body()
      return (result, excerpt.end())
    } catch {
      excerpt.leave()
      throw error
    }
  }

  /// The same for async code.
  public static func record<R>(
    _ threads: RecordedThreads = .all, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> R
  ) async throws -> (result: R, snapshot: Snapshot) {
    guard let excerpt = try AllocationExcerpt(threads, isAsync: true) else { return (try await body(), .empty) }
    defer { excerpt.close() }
    do {
      let result = try await body()
      return (result, excerpt.end())
    } catch {
      excerpt.leave()
      throw error
    }
  }
}

extension Snapshot {
  /// Of a process in which nothing is traced.
  static var empty: Snapshot { Snapshot(sites: [], maximumFrames: 0, creationTime: .zero) }
}
