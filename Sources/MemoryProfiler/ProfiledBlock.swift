#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// One execution of `profile { … }`: its rows are found by the addresses of the calls.
import CAllocationRecorder
import Glibc
import Reports
import Synchronization

/// Where a call stands: its address, looked up in the debug information, and what the compiler knew, for a program
/// that was stripped of it.
struct CallSite: Sendable {
  /// As `mpr_address_of_caller` gives it.
  var address: UInt64
  var file: StaticString
  var line: Int
  var label: String?
}

final class ProfiledBlock: Sendable {
  /// Distinct steps of one block that get a row of their own; what is beyond counts for the block's own row.
  static let mostRows = 512

  let name: String?
  let options: ProfileOptions
  let table: CostTable
  let execution: Execution
  /// Row 0 is the call of `profile` itself.
  private let sites: Mutex<(byAddress: [UInt64: Int], inOrder: [CallSite])>

  /// nil with MEMORY_PROFILER=off.
  static func make(_ name: String?, _ options: ProfileOptions, _ site: CallSite) -> ProfiledBlock? {
    guard Profiling.isOn else { return nil }
    return withoutRecording { ProfiledBlock(name, options, site) }
  }

  private init(_ name: String?, _ options: ProfileOptions, _ site: CallSite) {
    self.name = name
    self.options = options
    table = CostTable(capacity: Self.mostRows, columns: options.columns)
    execution = Execution(costs: table)
    sites = Mutex((byAddress: [site.address: 0], inOrder: [site]))
  }

  func begin(async: Bool) -> LanePointer {
    withoutRecording { Lane.openCall(table, execution: execution, async: async, name: bracketName) }
  }

  /// In the timeline: the name, or where the block stands.
  var bracketName: String {
    if let name { return name }
    let site = sites.withLock { $0.inOrder[0] }
    return "\(site.file.description.split(separator: "/").last ?? ""):\(site.line)"
  }

  func row(of site: CallSite) -> Int {
    sites.withLock { sites in
      if let row = sites.byAddress[site.address] { return row }
      guard sites.inOrder.count < Self.mostRows else { return 0 }
      sites.byAddress[site.address] = sites.inOrder.count
      sites.inOrder.append(site)
      return sites.inOrder.count - 1
    }
  }

  /// Ends the block's lane and prints.
  func end(_ lane: LanePointer) {
    withoutRecording {
      lane.close()
      let costs = table.costs
      let rows = sites.withLock { $0.inOrder }.enumerated().map { index, site in
        BlockRow(site: site, isCall: true, cost: costs.rows[index].lineCost(resident: table.measuresResident))
      }
      print(rows, total: costs.total.totalCost(resident: table.measuresResident), notes: [])
    }
  }

  /// Prints the rows that the window of a block without steps gathered.
  func end(_ window: Window) {
    withoutRecording {
      let call = sites.withLock { $0.inOrder[0] }
      let (rows, total, dropped) = window.takeRows(call: call, resident: table.measuresResident)
      let notes =
        dropped > 0
        ? ["\(dropped) events came from more call addresses than a block can hold; they count for its first line."]
        : []
      print(rows, total: total, notes: notes)
    }
  }

  private func print(_ rows: [BlockRow], total: LineCost?, notes: [String]) {
    let lineTable = BlockReport(name: name, rows: rows, total: total, notes: notes + Profiling.notes()).table
    options.output.write(
      lineTable.rendered(columns: options.columns, precision: options.precision), of: name ?? "the profiled block")
  }
}
#endif
