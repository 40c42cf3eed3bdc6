#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// The table of a profiled block: its addresses become lines, and the lines between them are filled in.
import Reports
import Snapshots
import Symbolication

/// What one address of a block cost.
struct BlockRow {
  var site: CallSite
  /// The address is a call of `step`: its innermost frame is the line. Else the closure's own frame is wanted, which
  /// is the outermost of those inlined there.
  var isStep: Bool
  var cost: LineCost?
}

struct BlockReport {
  let name: String?
  /// The first is the call of `profile`.
  let rows: [BlockRow]
  let notes: [String]

  var table: LineTable {
    let symbolizer = Symbolizer(images: LoadedImage.all())
    let located = rows.map { (row: $0, line: location(of: $0, symbolizer)) }
    let file = located.first?.line.file ?? ""
    return LineTable(
      file: displayedPath(file), name: name, rows: BlockLines(file: file, located: located).tableRows, notes: notes)
  }

  private func location(of row: BlockRow, _ symbolizer: Symbolizer) -> SourceLocation {
    let compiled = SourceLocation(file: row.site.file.description, line: row.site.line, column: 0)
    let address = symbolizer.symbolize(CodeAddress(row.site.address).programCounter)
    if row.isStep || row.site.line > 0 { return address.userLocation ?? compiled }
    // Outermost first: the closure's own frame, then, where that has no line, what was inlined into it.
    let ownFrame = address.frames.reversed().lazy.compactMap(\.location).first { $0.line > 0 && $0.file == callFile }
    return ownFrame ?? compiled
  }

  private var callFile: String { rows.first?.site.file.description ?? "" }
}

extension CodeAddress {
  /// As the recorder stores it: with the top bit, a program counter.
  init(_ recorded: UInt64) {
    let bit: UInt64 = 1 << 63
    self = recorded & bit == 0 ? .returnAddress(ReturnAddress(recorded)) : .programCounter(ProgramCounter(recorded & ~bit))
  }
}
#endif
