// The leaks of one part of a program, among all that there are.
import Dispatch
import MemoryProfiler
import Reports
import Snapshots
import Synchronization

/// Looks for blocks of an excerpt, which has been left, that nothing reaches.
///
/// On a thread of its own, one search after the other: addresses that earlier calls left on the caller's stack hide nothing there, and of two
/// searches at once each would find the other's addresses.
struct LeakSearch: @unchecked Sendable {
  let excerpt: AllocationExcerpt
  let rule: LeakRule

  typealias Found = Result<LeakReport, HeapGraphError>

  /// For asynchronous code, of whose stack nothing is there while it waits.
  func found() async -> Found {
    if isEmpty { return .success(LeakReport(groups: [])) }
    return await withCheckedContinuation { waiting in
      OwnWork.run { SearchThread.shared.run(self) { waiting.resume(returning: $0) } }
    }
  }

  /// For synchronous code.
  func found() -> Found {
    if isEmpty { return .success(LeakReport(groups: [])) }
    let ended = DispatchSemaphore(value: 0)
    let found = Mutex<Found?>(nil)
    OwnWork.run {
      SearchThread.shared.run(self) { answer in
        found.withLock { $0 = answer }
        ended.signal()
      }
    }
    ended.wait()
    return found.withLock { $0 } ?? .failure(.captureInProgress)
  }

  private var isEmpty: Bool { excerpt.totals.live.blocks == 0 }

  /// Those of the excerpt's.
  func leaks(_ heap: HeapGraph) -> LeakReport {
    #if os(Linux)
    heap.leaks(rule.kind == .none ? .leaks : .retainCycles, suppressing: rule.suppressions, where: excerpt.contains)
    #else
    LeakReport(groups: [])
    #endif
  }
}
