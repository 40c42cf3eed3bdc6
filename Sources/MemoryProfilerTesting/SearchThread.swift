import Dispatch
import Foundation
import MemoryProfiler
import Snapshots
import Synchronization

/// The thread of all searches for leaks. Its stack is never left behind with addresses on it, and what it does is not recorded.
///
/// Tests that end at about the same time share one picture of the heap: it shows the leaks of each.
final class SearchThread: Sendable {
  static let shared = SearchThread()

  private struct Job: Sendable {
    var search: LeakSearch
    var answer: @Sendable (LeakSearch.Found) -> Void
  }
  private let jobs = Mutex<[Job]>([])
  private let added = DispatchSemaphore(value: 0)

  private init() {
    let thread = Thread { [self] in while true { serve() } }
    thread.name = "leak search"
    thread.start()
  }

  /// Answers on this thread.
  func run(_ search: LeakSearch, _ answer: @escaping @Sendable (LeakSearch.Found) -> Void) {
    jobs.withLock { $0.append(Job(search: search, answer: answer)) }
    added.signal()
  }

  /// A signal whose job was done with an earlier one finds none.
  private func serve() {
    added.wait()
    OwnWork.run {
      let waiting = jobs.withLock { jobs in
        defer { jobs = [] }
        return jobs
      }
      guard !waiting.isEmpty else { return }
      let heap = Result { () throws(HeapGraphError) in try HeapGraph.capture() }
      for job in waiting { job.answer(heap.map(job.search.leaks)) }
    }
  }
}
