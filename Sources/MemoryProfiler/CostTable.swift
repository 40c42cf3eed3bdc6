#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// Where the lanes of a function or block put their rows in the end.
import Glibc
import Reports
import Synchronization

/// The rows of one profiled function over all its calls, or of one profiled block. Shared by all threads.
final class CostTable: Sendable {
  let capacity: Int
  let measuresResident: Bool
  let measuresTime: Bool
  private let columns: TableColumns
  private let gathered: Mutex<Costs>

  struct Costs {
    var rows: [RowCost]
    /// Measured over each strand, not added up from the rows.
    var total = RowCost()
  }

  init(capacity: Int, columns: TableColumns) {
    self.capacity = capacity
    self.columns = columns
    measuresResident = !columns.isDisjoint(with: [.memoryUsage, .increment])
    measuresTime = columns.contains(.time)
    gathered = Mutex(Costs(rows: Array(repeating: RowCost(), count: capacity)))
  }

  /// Zeroed rows for a lane; `merge` frees them.
  func makeRows() -> UnsafeMutablePointer<RowCost> {
    withoutRecording {
      let rows = UnsafeMutablePointer<RowCost>.allocate(capacity: capacity)
      rows.initialize(repeating: RowCost(), count: capacity)
      return rows
    }
  }

  func merge(_ lane: UnsafeMutablePointer<RowCost>, total: RowCost) {
    withoutRecording {
      gathered.withLock { costs in
        for index in 0..<capacity where lane[index].occurrences > 0 { costs.rows[index].add(lane[index]) }
        costs.total.add(total)
      }
      lane.deallocate()
    }
  }

  var costs: Costs { gathered.withLock { $0 } }

  /// For one call of the same function.
  func empty() -> CostTable { CostTable(capacity: capacity, columns: columns) }
}

extension RowCost {
  /// Adds what happened after `self`.
  mutating func add(_ later: RowCost) {
    occurrences += later.occurrences
    if later.residentAfter >= 0 { residentAfter = later.residentAfter }
    residentIncrement += later.residentIncrement
    traced += later.traced
    peak = max(peak, later.peak)
    allocations += later.allocations
    nanoseconds += later.nanoseconds
  }

  /// nil for a row that never ran. `resident` false: RSS was not measured.
  func lineCost(resident: Bool) -> LineCost? {
    guard occurrences > 0 else { return nil }
    let sampled = resident && residentAfter >= 0
    return LineCost(
      occurrences: occurrences, residentAfter: sampled ? residentAfter : nil,
      residentIncrement: sampled ? residentIncrement : nil, traced: traced, peak: peak, allocations: allocations,
      nanoseconds: nanoseconds)
  }

  /// Of a whole table: how often it ran stands in its first row.
  func totalCost(resident: Bool) -> LineCost? {
    var cost = lineCost(resident: resident)
    cost?.occurrences = nil
    return cost
  }
}

/// What the lanes of one call share: RSS is the process's, so that each change must be given to one of them only.
final class Execution: Sendable {
  /// Where the lanes put their rows: the function's, summed over its calls, or one of this call alone.
  let costs: CostTable
  private let resident = Atomic(0)

  init(costs: CostTable) { self.costs = costs }

  /// A strand that runs beside a call that has ended: its first sample is the start.
  convenience init(startingNow table: CostTable) {
    self.init(costs: table)
    if table.measuresResident { _ = advance(to: ResidentMemory.current() ?? 0) }
  }

  /// RSS when any lane of this execution last looked.
  var lastResident: Int { resident.load(ordering: .relaxed) }

  /// The change since any lane of this execution last looked.
  func advance(to now: Int) -> Int { now - resident.exchange(now, ordering: .relaxed) }
}
#endif
