#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// The table of a profiled block: its addresses become lines, and the lines between them are filled in.
import Reports
import Snapshots
import Symbolication
import Synchronization

/// What one address of a block cost.
struct BlockRow {
  var site: CallSite
  /// The address is that of a call of `profile` or `step`, not one at which a closure stood.
  var isCall: Bool
  var cost: LineCost?
}

/// What has read this process's own debug information: a block in a loop reads it once.
private enum ProcessSymbolizer {
  private struct Shared {
    var images: [LoadedImage] = []
    var symbolizer: Symbolizer?
  }
  private static let shared = Mutex(Shared())

  /// One thread at a time.
  static func use<Result: Sendable>(_ body: @Sendable (Symbolizer) -> Result) -> Result {
    let images = LoadedImage.all()
    return shared.withLock { shared in
      if let symbolizer = shared.symbolizer, shared.images == images { return body(symbolizer) }
      let symbolizer = Symbolizer(images: images)
      shared = Shared(images: images, symbolizer: symbolizer)
      return body(symbolizer)
    }
  }
}

struct BlockReport {
  let name: String?
  /// The first is the call of `profile`.
  let rows: [BlockRow]
  let total: LineCost?
  let notes: [String]

  var table: LineTable {
    let (costs, missing) = ProcessSymbolizer.use { locate($0) }
    guard let call = costs.first else { return LineTable(file: "", name: name, rows: [], notes: notes) }
    let explanations = missing.map { ["Lines are missing: \($0)."] } ?? []
    return LineTable(
      name: name, call: call, costs: Array(costs.dropFirst()),
      source: SourceFiles().lines(of: call.file).mapError { MissingText($0.description) },
      total: total, displayedFile: displayedPath, notes: notes + explanations)
  }

  private func locate(_ symbolizer: Symbolizer) -> (costs: [LocatedCost], missing: MissingLineReason?) {
    var missing: MissingLineReason?
    let costs = rows.map { locate($0, symbolizer, &missing) }
    return (costs, missing)
  }

  private func locate(
    _ row: BlockRow, _ symbolizer: Symbolizer, _ missing: inout MissingLineReason?
  ) -> LocatedCost {
    let address = symbolizer.symbolize(CodeAddress(recorded: row.site.address).programCounter)
    let location = row.isCall ? calledFrom(address) : standsAt(address)
    if location == nil && row.site.line == 0 { missing = missing ?? address.reason }
    let line = row.site.line > 0 ? row.site.line : rows[0].site.line
    return LocatedCost(
      file: location?.file ?? row.site.file.description, line: location?.line ?? line, label: row.site.label,
      cost: row.cost)
  }

  /// The line of a call of `profile` or `step`, which are never inlined: the innermost frame's.
  private func calledFrom(_ address: SymbolizedAddress) -> SourcePosition? {
    address.origin == .lineRow || address.origin == .inlinedCall ? address.userLocation : nil
  }

  /// The line of the closure's own frame, the outermost of those inlined at the address; where that has no line, of
  /// what was inlined into it. A thunk between has neither: its cost stands on the line of the call.
  private func standsAt(_ address: SymbolizedAddress) -> SourcePosition? {
    let file = rows[0].site.file.description
    return address.frames.reversed().lazy.compactMap(\.location).first { $0.isWritten && $0.file == file }
  }
}
#endif
