import Snapshots

/// The table as text.

extension PlaceTable {
  /// Aligned columns under a line that says what is counted; then what was left out, and the sum of all.
  /// - Parameters:
  ///   - limit: how many rows; nil for all.
  ///   - exactBytes: bytes as they are instead of KiB and MiB.
  ///   - width: of a terminal, in characters: longer lines are cut off.
  package func rendered(
    limit: Int? = nil, exactBytes: Bool = false, paths: PathSpelling = PathSpelling(folder: nil), width: Int? = nil
  ) -> String {
    let columns = columns(exactBytes: exactBytes)
    let ending = grouping.columns(paths)
    var grid = TextGrid(columns.map { ($0.title, .right) } + ending.map { ($0.title, .left) })
    let shown = rows.prefix(limit ?? rows.count)
    for row in shown { grid.append(columns.map { $0.cell(row.counts) } + ending.map { $0.cell(row.place) }) }
    func appendLast(_ counts: PlaceCounts, _ label: String) {
      grid.append(columns.map { $0.cell(counts) } + [label] + ending.dropFirst().map { _ in "" })
    }
    let left = rows.dropFirst(shown.count)
    if !left.isEmpty && !isCumulative { appendLast(left.sum, "and \(left.count.grouped) more") }
    grid.appendRule()
    appendLast(total, isCumulative ? "in all, each block once" : "in all")
    let more = !left.isEmpty && isCumulative ? ["and \(left.count.grouped) more"] : []
    return ([title, ""] + grid.lines(width: width) + more).map { $0 + "\n" }.joined()
  }

  private var title: String {
    counted.phrase.prefix(1).uppercased() + counted.phrase.dropFirst() + ", by \(grouping.rawValue)"
      + (isCumulative ? ", callees included" : "")
  }

  private typealias Column = (title: String, cell: (PlaceCounts) -> String)

  private func columns(exactBytes: Bool) -> [Column] {
    let whole = counted.weight(of: total.counted)
    let bytes: Column = ("Bytes", { exactBytes ? $0.counted.bytes.grouped : sizeText($0.counted.bytes) })
    let share: Column = ("Share", { [counted] in shareText(counted.weight(of: $0.counted), of: whole) })
    let blocks: Column = ("Blocks", { $0.counted.blocks.grouped })
    let allocations: Column = ("Allocations", { $0.allocations.blocks.grouped })
    let temporary: Column = ("Temporary", { $0.temporaryBlocks.grouped })
    return switch counted {
    case .peak, .end: [bytes, share, blocks, allocations, temporary]
    case .total: [bytes, share, allocations, temporary]
    case .temporary: [temporary, share, allocations]
    }
  }
}

extension PlaceGrouping {
  /// What stands to the right of the numbers.
  fileprivate func columns(_ paths: PathSpelling) -> [(title: String, cell: (SourcePlace) -> String)] {
    switch self {
    case .line:
      [("Place", { $0.frames[0].placeText(paths) }), ("Function", \.functionText)]
    case .file:
      [("File", { paths.short($0.frames[0].file) }), ("Function", \.functionText)]
    case .function:
      [("Function", { $0.frames[0].function }), ("Place", { $0.frames[0].placeText(paths) })]
    case .traceback:
      [("Place", { $0.frames[0].placeText(paths) }), ("Functions, each called by the next", \.callersText)]
    }
  }
}

extension SourceFrame {
  /// `Sources/App/Catalog.swift:12`; of a function without a line, the image it is in.
  func placeText(_ paths: PathSpelling) -> String { line == 0 ? file : "\(paths.short(file)):\(line)" }
}

extension SourcePlace {
  /// `load(_:) and 2 more`
  fileprivate var functionText: String {
    frames[0].function + (otherFunctions > 0 ? " and \(otherFunctions) more" : "")
  }

  private static let mostCallers = 8

  /// `read < load(_:) < main`
  fileprivate var callersText: String {
    let shown = frames.prefix(Self.mostCallers).map(\.function)
    let left = frames.count - shown.count
    let end = left > 0 ? [" < \(left) more"] : isTruncated ? [" < (outer callers are missing)"] : []
    return shown.joined(separator: " < ") + end.joined()
  }
}

extension Sequence<PlaceTable.Row> {
  /// Together.
  var sum: PlaceCounts { reduce(into: PlaceCounts()) { $0 += $1.counts } }
}
