#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// A block without steps: the recorder watches the frame of the closure (see mpr_window).
import CAllocationRecorder
import Reports

struct Window {
  /// nil when there was no memory for it.
  let window: OpaquePointer?
  /// Of the call, in the timeline.
  private let bracket: Bracket

  /// Watches what the function with the frame or async context `frame` calls. `scope` for async code.
  init(frame: UnsafeRawPointer?, block: ProfiledBlock, scope: mpr_scope_reference = mpr_scope_reference()) {
    bracket = withoutRecording { Bracket(block.bracketName) }
    window = mpr_window_open(frame, block.table.measuresResident ? ResidentMemory.descriptor : -1, scope)
  }

  /// The rows, in order of appearance, the first that of the call itself; the window is gone afterwards.
  func takeRows(call: CallSite, resident: Bool) -> (rows: [BlockRow], total: LineCost?, dropped: UInt64) {
    bracket.close()
    guard let window else { return ([], nil, 0) }
    defer { mpr_window_close(window) }
    var first: UnsafePointer<mpr_window_row>?
    var dropped: UInt64 = 0
    var total = mpr_window_row()
    let count = mpr_window_rows(window, &first, &total, &dropped)
    let rows = UnsafeBufferPointer(start: first, count: count).enumerated().map { index, row in
      var site = call
      if index > 0 { site = CallSite(address: row.address, file: call.file, line: 0, label: nil) }
      return BlockRow(site: site, isCall: index == 0, cost: LineCost(row, isCall: index == 0, resident: resident))
    }
    var whole = LineCost(total, isCall: true, resident: resident)
    whole.occurrences = nil
    return (rows, whole, dropped)
  }
}

extension LineCost {
  /// How often a line ran cannot be seen from its allocations; the call itself ran once.
  fileprivate init(_ row: mpr_window_row, isCall: Bool, resident: Bool) {
    let sampled = resident && row.resident_after >= 0
    self.init(
      occurrences: isCall ? 1 : nil, residentAfter: sampled ? Int(row.resident_after) : nil,
      residentIncrement: sampled ? Int(row.resident_increment) : nil, traced: Int(row.traced), peak: Int(row.peak),
      allocations: Int(row.allocated_blocks), nanoseconds: Int(row.nanoseconds))
  }
}
#endif
