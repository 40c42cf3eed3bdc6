import Snapshots

/// The table as text.

extension PlaceTable {
  /// Aligned columns under a line that says what is counted; then what has no row, and the sum of all.
  /// - Parameters:
  ///   - exactBytes: bytes as they are instead of KiB and MiB.
  ///   - isFiltered: whether `total` is only what filters left.
  ///   - width: of a terminal, in characters: longer lines are cut off.
  package func rendered(
    exactBytes: Bool = false, isFiltered: Bool = false, paths: PathSpelling = PathSpelling(folder: nil),
    width: Int? = nil
  ) -> String {
    let columns = columns(exactBytes: exactBytes)
    let ending = grouping.columns(paths)
    var grid = TextGrid(columns.map { ($0.title, .right) } + ending.map { ($0.title, .left) })
    for row in rows { grid.append(columns.map { $0.cell(row.counts) } + ending.map { $0.cell(row.place) }) }
    func appendLast(_ counts: PlaceCounts, _ label: String) {
      grid.append(columns.map { $0.cell(counts) } + [label] + ending.dropFirst().map { _ in "" })
    }
    let more = "and \(leftCount.grouped) more"
    if leftCount > 0 && !isCumulative { appendLast(left, more) }
    grid.appendRule()
    appendLast(total, "in all" + (isFiltered ? ", as filtered" : "") + (isCumulative ? ", each block once" : ""))
    let end = leftCount > 0 && isCumulative ? [more] : []
    return ([title, ""] + grid.lines(width: width) + end).map { $0 + "\n" }.joined()
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
      [("Place", { $0.frames[0].placeText(paths) }), ("Functions ← callers", \.callersText)]
    }
  }
}

extension SourceFrame {
  /// `Sources/App/Catalog.swift:12`; of a function without a line, the image it is in.
  package func placeText(_ paths: PathSpelling) -> String { line == 0 ? file : "\(paths.short(file)):\(line)" }
}

extension SourcePlace {
  /// `load(_:) and 2 more`
  fileprivate var functionText: String {
    frames[0].function + (otherFunctions > 0 ? " and \(otherFunctions) more" : "")
  }

  private static let mostCallers = 8

  /// `read ← load(_:) ← main`
  fileprivate var callersText: String {
    let shown = frames.prefix(Self.mostCallers).map(\.function)
    let left = frames.count - shown.count
    let end = left > 0 ? [" ← \(left) more"] : isTruncated ? [" ← (outer callers are missing)"] : []
    return shown.joined(separator: " ← ") + end.joined()
  }
}
