import Reports
import Synchronization

#if os(Linux)
private let counted = Mutex(HeapCounters())

extension HeapGraph {
  /// What captures of this process found so far: Python's `gc.get_stats` for the curious.
  public static var counters: HeapCounters { counted.withLock { $0 } }

  package static func countCapture() { counted.withLock { $0.captures += 1 } }

  static func count(_ report: LeakReport) {
    counted.withLock { counters in
      for group in report.groups {
        counters.leakedObjects += group.total.blocks
        if group.kind == .retainCycle { counters.leakedByCycles += group.total.blocks }
      }
    }
  }
}
#else
extension HeapGraph {
  /// Nothing is captured on this platform.
  public static var counters: HeapCounters { HeapCounters() }
}
#endif
