#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// Opening and closing lanes: where a lane's counters come from and which lane it interrupts.
import CAllocationRecorder
import Glibc
import Synchronization

/// Ended lanes, for the next ones. Their memory is never freed: see `Lane.generation`.
private let idleLanes = Mutex<IdleLanes>(IdleLanes())
private struct IdleLanes: @unchecked Sendable { var first: LanePointer? }

private func takeLane(_ lane: Lane) -> LanePointer {
  let idle = idleLanes.withLock { lanes -> LanePointer? in
    let first = lanes.first
    lanes.first = first?.pointee.nextIdle
    return first
  }
  let pointer = idle ?? withoutRecording { LanePointer.allocate(capacity: 1) }
  let generation = idle.map { $0.pointee.generation } ?? 0
  pointer.initialize(to: lane)
  pointer.pointee.generation = generation + 1
  return pointer
}

extension Lane {
  /// The lane of a call as a whole, on its thread or, `async`, on its task: row 0 begins.
  static func openCall(
    _ table: CostTable, execution: Execution, async: Bool, name: @autoclosure () -> String
  ) -> LanePointer {
    let lane = async ? openAsync(table, execution: execution, row: 0) : open(table, execution: execution, row: 0)
    lane.pointee.isWholeCall = true
    lane.pointee.bracket = Bracket(name())
    // Last: what the lane itself touched is not the call's.
    if table.measuresResident, let resident = ResidentMemory.current() {
      _ = execution.advance(to: resident)
      lane.pointee.firstResident = resident
    }
    return lane
  }

  /// A lane for a closure or step of the table's body: within the strand that it interrupts, else beside it.
  static func openClosure(_ table: CostTable, execution: Execution, row: Int, async: Bool) -> LanePointer {
    let onThread = async ? nil : onThread(of: table)
    let inTask = onThread == nil ? inTask(of: table) : nil
    if let enclosing = onThread ?? inTask.flatMap({ $0.pointee.task == currentTask() ? $0 : nil }) {
      return open(table, execution: execution, enclosing: enclosing, row: row)
    }
    // In a task that carries a scope of this table (a child task), the thread's counters would count twice.
    let besideTask = async || inTask != nil
    return besideTask
      ? openAsync(table, execution: execution, row: row) : open(table, execution: execution, row: row)
  }

  /// A lane for the calling thread. With `enclosing`, it goes on in that lane's rows and counters.
  static func open(
    _ table: CostTable, execution: Execution, enclosing: LanePointer? = nil, row: Int
  ) -> LanePointer {
    if let enclosing { return nested(in: enclosing, table, execution: execution, row: row) }
    let lane = takeLane(
      Lane(
        table: .passUnretained(table), execution: .passRetained(execution), counters: mpr_thread_counters(),
        rows: table.makeRows()))
    lane.pointee.ownsRows = true
    lane.pointee.putOnThread(lane)
    lane.pointee.begin(row)
    return lane
  }

  /// A lane for the calling task and what it has its child tasks do.
  static func openAsync(_ table: CostTable, execution: Execution, row: Int) -> LanePointer {
    let scope = mpr_scope_open(outerScope(of: table))
    guard let opened = scope.scope else { return open(table, execution: execution, row: row) }
    let lane = takeLane(
      Lane(
        table: .passUnretained(table), execution: .passRetained(execution), counters: mpr_scope_counters(opened),
        rows: table.makeRows()))
    lane.pointee.ownsRows = true
    lane.pointee.ownsScope = true
    lane.pointee.scope = scope
    lane.pointee.task = currentTask()
    mpr_scope_set_owner(opened, lane)
    TaskScope.push(scope)
    lane.pointee.begin(row)
    return lane
  }

  private static func nested(
    in enclosing: LanePointer, _ table: CostTable, execution: Execution, row: Int
  ) -> LanePointer {
    enclosing.pointee.settle()
    let lane = takeLane(
      Lane(
        table: .passUnretained(table), execution: .passRetained(execution), counters: enclosing.pointee.counters,
        rows: enclosing.pointee.rows, enclosing: enclosing))
    enclosing.pointee.interruptedBy = lane
    lane.pointee.scope = enclosing.pointee.scope
    lane.pointee.task = enclosing.pointee.task
    if enclosing.pointee.isOnThread { lane.pointee.putOnThread(lane) }
    if lane.pointee.task != nil, let scope = lane.pointee.scope.scope { mpr_scope_set_owner(scope, lane) }
    lane.pointee.begin(row)
    return lane
  }

  private mutating func putOnThread(_ lane: LanePointer) {
    isOnThread = true
    outerOnThread = mpr_thread_owner()?.assumingMemoryBound(to: Lane.self)
    mpr_set_thread_owner(lane)
  }

  private mutating func begin(_ row: Int) {
    highBefore = Int(counters.pointee.high)
    current = row
    rows[row].occurrences += 1
    restart()
    highest = startNet
    firstNet = startNet
    firstBlocks = startBlocks
    firstTime = startTime
  }
}

extension LanePointer {
  /// A run whose cost stands elsewhere. Atomic: an async function may call itself in several child tasks at once.
  func countOccurrence(_ row: Int) { mpr_count_one(&pointee.rows[row].occurrences) }

  /// Ends the lane and those that interrupted it and never came to their end (a closure of one expression that threw).
  func close() {
    endInterruptions()
    pointee.settle()
    if pointee.isOnThread { mpr_set_thread_owner(pointee.outerOnThread) }
    if let enclosing = pointee.enclosing { resume(enclosing) } else { finish() }
    pointee.execution.release()
    pointee.generation += 1
    idleLanes.withLock { lanes in
      pointee.nextIdle = lanes.first
      lanes.first = self
    }
  }

  func endInterruptions() {
    while let inner = pointee.interruptedBy { inner.close() }
  }

  private func resume(_ enclosing: LanePointer) {
    enclosing.pointee.interruptedBy = nil
    enclosing.pointee.highest = Swift.max(enclosing.pointee.highest, pointee.highest)
    if enclosing.pointee.task != nil, let scope = pointee.scope.scope { mpr_scope_set_owner(scope, enclosing) }
    enclosing.pointee.restart()
  }

  private func finish() {
    pointee.bracket.close()
    pointee.counters.pointee.high = Int64(Swift.max(pointee.highBefore, pointee.highest))
    if pointee.ownsScope {
      TaskScope.pop()
      mpr_scope_close(pointee.scope)
    }
    if pointee.ownsRows { pointee.execution.takeUnretainedValue().costs.merge(pointee.rows, total: pointee.total) }
  }
}
#endif
