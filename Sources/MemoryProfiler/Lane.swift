#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// A lane: one strand of an execution, measured from line to line.
//
//        begin ─► row 0 ─ line ─► row a ─ line ─► row b ─ … ─ end
//
// Everything between two calls belongs to the row that was current, so the rows sum to what the strand did, whatever
// the control flow. A closure of the profiled body that runs within the strand gets a lane of its own; the *enclosing*
// lane is paused meanwhile. A lane is used by one thread at a time.
import CAllocationRecorder

/// What one row of a table gathered. Bytes and nanoseconds.
struct RowCost {
  var occurrences = 0
  var residentAfter = -1  // -1: never sampled
  var residentIncrement = 0
  var traced = 0
  var peak = 0
  var allocations = 0
  var nanoseconds = 0
}

typealias LanePointer = UnsafeMutablePointer<Lane>

struct Lane {
  /// Odd while the lane is open. Lanes are reused and never freed: a probe that an escaping closure kept can tell.
  var generation = 0
  var table: Unmanaged<CostTable>
  var execution: Unmanaged<Execution>
  /// The thread's, or for async code the scope's.
  var counters: UnsafeMutablePointer<mpr_counters>
  /// `table.capacity` rows: own ones, or the enclosing lane's.
  var rows: UnsafeMutablePointer<RowCost>
  var current = 0

  // The run in progress: since when, and what it had before it was last paused.
  var startNet = 0
  var startBlocks: UInt64 = 0
  var startTime = 0
  var runNet = 0
  var runPeak = 0

  // At the beginning of a strand: its total is measured, not added up from the rows.
  var firstNet = 0
  var firstBlocks: UInt64 = 0
  var firstResident = 0
  var firstTime = 0

  // `counters.high` serves every lane in turn: each leaves in it the highest value of all it covered.
  var highBefore = 0
  var highest = 0

  /// The lane that this one interrupts, paused until this one ends.
  var enclosing: LanePointer?
  /// The lane that interrupts this one.
  var interruptedBy: LanePointer?
  /// The thread's innermost lane before this one, for a lane that stays on its thread.
  var outerOnThread: LanePointer?
  var scope = mpr_scope_reference()
  /// The task that runs the lane; nil for a lane that stays on its thread.
  var task: UnsafeRawPointer?
  var isOnThread = false
  var ownsRows = false
  var ownsScope = false
  var nextIdle: LanePointer?

  /// Not the lane of a closure: its end is the end of a call.
  var isWholeCall = false
  /// Of the call, in the timeline.
  var bracket = Bracket()

  var net: Int {
    Int(bitPattern: UInt(truncatingIfNeeded: counters.pointee.allocated_bytes &- counters.pointee.freed_bytes))
  }
}

extension Lane {
  /// The measuring goes on from here: what was spent in between belongs to somebody else.
  mutating func restart() {
    startNet = net
    counters.pointee.high = Int64(startNet)
    startBlocks = counters.pointee.allocated_blocks
    if table._withUnsafeGuaranteedRef({ $0.measuresTime }) { startTime = monotonicNanoseconds() }
  }

  /// Gives the current row what was spent since the last (re)start.
  mutating func settle() {
    let net = net
    let high = Int(counters.pointee.high)
    let blocks = counters.pointee.allocated_blocks
    highest = max(highest, high)
    runPeak = max(runPeak, runNet + high - startNet)
    runNet += net - startNet
    rows[current].traced += net - startNet
    rows[current].peak = max(rows[current].peak, runPeak)
    rows[current].allocations += Int(truncatingIfNeeded: blocks &- startBlocks)
    startNet = net
    startBlocks = blocks
    counters.pointee.high = Int64(net)
    table._withUnsafeGuaranteedRef { table in
      if table.measuresResident { settleResident() }
      if table.measuresTime { settleTime() }
    }
  }

  private mutating func settleResident() {
    guard let resident = ResidentMemory.current() else { return }
    rows[current].residentIncrement += execution._withUnsafeGuaranteedRef { $0.advance(to: resident) }
    rows[current].residentAfter = resident
  }

  private mutating func settleTime() {
    let time = monotonicNanoseconds()
    rows[current].nanoseconds += time - startTime
    startTime = time
  }

  /// What the strand did since it began, after its last `settle`. `isWholeCall`: RSS and time are those of the call, not
  /// of one strand.
  var total: RowCost {
    var total = RowCost(
      occurrences: 1, residentAfter: -1, traced: net - firstNet, peak: highest - firstNet,
      allocations: Int(truncatingIfNeeded: counters.pointee.allocated_blocks &- firstBlocks))
    guard isWholeCall else { return total }
    if table._withUnsafeGuaranteedRef(\.measuresResident) {
      total.residentAfter = execution._withUnsafeGuaranteedRef(\.lastResident)
      total.residentIncrement = total.residentAfter - firstResident
    }
    total.nanoseconds = startTime - firstTime
    return total
  }

  /// A run of `row` begins. Row 0 counts calls: a body that stands on the first line too is not counted besides.
  mutating func run(_ row: Int) {
    settle()
    current = row
    runNet = 0
    runPeak = 0
    if row > 0 { rows[row].occurrences += 1 }
  }
}
#endif
