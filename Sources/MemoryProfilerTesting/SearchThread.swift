import Dispatch
import Foundation
import MemoryProfiler
import Snapshots
import Synchronization

/// One thread for all searches for leaks: its stack is never left behind with addresses on it. What it does is not recorded.
final class SearchThread: Sendable {
  static let shared = SearchThread()

  private let jobs = Mutex<[@Sendable () -> Void]>([])
  private let count = DispatchSemaphore(value: 0)

  private init() {
    let thread = Thread { [self] in
      while true {
        count.wait()
        OwnWork.run { jobs.withLock { $0.removeFirst() }() }
      }
    }
    thread.name = "leak search"
    thread.start()
  }

  /// Some time later, in the order of the calls.
  func run(_ job: @escaping @Sendable () -> Void) {
    jobs.withLock { $0.append(job) }
    count.signal()
  }
}
