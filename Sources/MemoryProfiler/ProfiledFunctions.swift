#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// The functions that were called under @Profiled, and their tables when the process exits.
import CAllocationRecorder
import Glibc
import Reports
import Synchronization

/// One profiled function: where its calls are summed. Lives as long as the process.
final class ProfiledFunction: Sendable {
  let source: ProfiledSource
  let options: ProfileOptions
  let lines: [String]
  let table: CostTable

  init(_ source: ProfiledSource, _ options: ProfileOptions) {
    self.source = source
    self.options = options
    lines = source.text.description.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    table = CostTable(capacity: lines.count, columns: options.columns)
  }

  /// A line that the text does not hold (a macro inside the body) counts for the first.
  func row(_ line: Int) -> Int {
    let row = line - source.firstLine
    return row >= 0 && row < table.capacity ? row : 0
  }

  func lineTable(_ costs: CostTable.Costs) -> LineTable {
    let rows = lines.indices.map { index in
      LineTable.Row(
        line: source.firstLine + index, text: lines[index],
        cost: costs.rows[index].lineCost(resident: table.measuresResident))
    }
    return LineTable(
      file: displayedPath(source.file.description), name: source.function.description, rows: rows,
      total: costs.total.totalCost(resident: table.measuresResident), notes: Profiling.notes())
  }

  /// For one call: calls that print their own table do not add up with others that end meanwhile.
  func makeExecution() -> Execution {
    Execution(costs: options.report == .eachCall ? table.empty() : table)
  }

  /// A call, all of it, has ended and is merged.
  func callEnded(_ execution: Execution) {
    if options.report == .eachCall { print(execution.costs.costs) }
  }

  func print(_ costs: CostTable.Costs) {
    guard costs.total.occurrences > 0 else { return }
    options.output.write(
      lineTable(costs).rendered(columns: options.columns, precision: options.precision),
      of: source.function.description)
  }
}

enum ProfiledFunctions {
  private struct Known {
    /// By the address of the text: one look-up a call.
    var byAddress: [UnsafePointer<UInt8>: ProfiledFunction] = [:]
    /// In order of the first call. A function that was compiled twice (inlinable) has two texts and one table.
    var inOrder: [ProfiledFunction] = []
  }
  private static let known = Mutex(Known())
  /// The process that will report, set at the first call.
  private static let reportingProcess: pid_t = {
    atexit { ProfiledFunctions.printAll() }
    return getpid()
  }()

  static func function(_ source: ProfiledSource, _ options: () -> ProfileOptions) -> ProfiledFunction {
    known.withLock { known in
      if let function = known.byAddress[source.text.utf8Start] { return function }
      let function =
        known.inOrder.first { $0.source.firstLine == source.firstLine && $0.source.file.isEqual(source.file) }
        ?? ProfiledFunction(source, options())
      if !known.inOrder.contains(where: { $0 === function }) { known.inOrder.append(function) }
      known.byAddress[source.text.utf8Start] = function
      _ = reportingProcess
      return function
    }
  }

  /// At exit: not in a forked child, whose parent prints the same calls.
  private static func printAll() {
    guard getpid() == reportingProcess else { return }
    withoutRecording {
      endLanesOfThisThread()
      let functions = known.withLock { $0.inOrder }
      for function in functions where function.options.report == .atExit { function.print(function.table.costs) }
    }
  }

  /// `exit` was called inside profiled functions: their calls end here.
  private static func endLanesOfThisThread() {
    while let lane = mpr_thread_owner()?.assumingMemoryBound(to: Lane.self) { lane.close() }
  }
}

extension StaticString {
  func isEqual(_ other: StaticString) -> Bool {
    utf8CodeUnitCount == other.utf8CodeUnitCount && memcmp(utf8Start, other.utf8Start, utf8CodeUnitCount) == 0
  }
}
#endif
