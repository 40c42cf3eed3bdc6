import Reports
import Snapshots

extension HeapGraph {
  #if os(Linux)
  /// The blocks that nothing reaches: from no variable, stack, register or other memory outside of the heap does a way lead to them. Grouped
  /// by the types and properties of their path and by where they were allocated, the most bytes first.
  ///
  /// What is reported nothing refers to, up to the limits that `HeapGraph` states; that nothing is reported does not prove that nothing
  /// leaked. Blocks from before recording began are unknown, and keep alive what they refer to.
  /// - Parameter suppressions: which leaks are counted in `LeakReport.suppressed` alone.
  public func leaks(suppressing suppressions: [LeakSuppression] = []) -> LeakReport {
    OwnWork.run {
      let report = LeakGrouping(storage, suppressions).report(LeakSearch(storage)?.leaks() ?? [], scope: .leaks)
      Self.count(report)
      return report
    }
  }

  /// The leaked objects that keep each other alive: for each group the shortest cycle. Those that hang on another leak are here, too, and
  /// each counts for its own objects alone.
  public func retainCycles(suppressing suppressions: [LeakSuppression] = []) -> LeakReport {
    OwnWork.run {
      LeakGrouping(storage, suppressions).report(LeakSearch(storage)?.cycles() ?? [], scope: .retainCycles)
    }
  }

  /// Of the leaks, or of the cycles alone, those that have a block at an address that is wanted.
  package func leaks(
    _ scope: LeakReport.Scope, suppressing suppressions: [LeakSuppression], where isWanted: (UInt) -> Bool
  ) -> LeakReport {
    OwnWork.run {
      let search = LeakSearch(storage)
      let leaks = (scope == .leaks ? search?.leaks() : search?.cycles()) ?? []
      let own = leaks.filter { $0.blocks.contains { isWanted(storage.address($0)) } }
      return LeakGrouping(storage, suppressions).report(own, scope: scope)
    }
  }
  #endif
}
