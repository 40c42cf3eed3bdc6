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
    await withCheckedContinuation { waiting in
      OwnWork.run { SearchThread.shared.run { waiting.resume(returning: search()) } }
    }
  }

  /// For synchronous code.
  func found() -> Found {
    let ended = DispatchSemaphore(value: 0)
    let found = Mutex<Found?>(nil)
    OwnWork.run {
      SearchThread.shared.run {
        found.withLock { $0 = search() }
        ended.signal()
      }
    }
    ended.wait()
    return found.withLock { $0 } ?? .failure(.captureInProgress)
  }

  private func search() -> Found {
    #if os(Linux)
    if excerpt.totals.live.blocks == 0 { return .success(LeakReport(groups: [])) }
    return Result { () throws(HeapGraphError) in
      try HeapGraph.capture()
        .leaks(rule.kind == .none ? .leaks : .retainCycles, suppressing: rule.suppressions, where: excerpt.contains)
    }
    #else
    return .failure(.unsupportedPlatform)
    #endif
  }
}
