#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// Which open lane of a table is the caller inside of? The thread's own list answers for synchronous code, the scopes
// that the task carries for async code.
import CAllocationRecorder

extension Lane {
  /// The innermost open lane of `table` on the calling thread.
  static func onThread(of table: CostTable) -> LanePointer? {
    var lane = mpr_thread_owner()?.assumingMemoryBound(to: Lane.self)
    while let candidate = lane, !candidate.belongs(to: table) { lane = candidate.pointee.outerOnThread }
    return lane
  }

  /// The innermost open lane of `table` that the calling task, or a task that it descends from, is in.
  static func inTask(of table: CostTable) -> LanePointer? {
    var reference = mpr_current_scope()
    while mpr_scope_is_open(reference), let scope = reference.scope {
      if let lane = mpr_scope_owner(scope)?.assumingMemoryBound(to: Lane.self), lane.belongs(to: table) {
        return lane
      }
      reference = mpr_outer_scope(scope)
    }
    return nil
  }

  /// For a new scope of `table`: the scopes around it, without those of the same table, whose rows it does not share.
  static func outerScope(of table: CostTable) -> mpr_scope_reference {
    var reference = mpr_current_scope()
    while mpr_scope_is_open(reference), let scope = reference.scope,
      let lane = mpr_scope_owner(scope)?.assumingMemoryBound(to: Lane.self), lane.belongs(to: table)
    {
      reference = mpr_outer_scope(scope)
    }
    return reference
  }
}

extension LanePointer {
  func belongs(to table: CostTable) -> Bool { pointee.table.toOpaque() == Unmanaged.passUnretained(table).toOpaque() }
}
#endif
