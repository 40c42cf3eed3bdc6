/// The table of `LiveView`, and the help.
import Snapshots

/// One column; the last one, the place, takes what is left.
struct LiveColumn {
  var title: String
  var width: Int
  var sorting: LiveView.Sorting?
  var value: (LiveRow) -> String
}

extension LiveView {
  /// Those that the width has room for, from left to right.
  /// - Parameter isOnce: whether there is one reading only, so that nothing changed.
  func columns(isOnce: Bool = false) -> [LiveColumn] {
    let bytes = LiveColumn(title: "bytes", width: 8, sorting: .bytes) { $0.live.bytes.shortSize }
    let blocks = LiveColumn(title: "blocks", width: 9) { $0.live.blocks.shortCount }
    if isOnce {
      return [bytes, blocks, LiveColumn(title: "allocated", width: 9) { $0.allocated.shortCount }]
    }
    let growth = LiveColumn(title: "growth", width: 9, sorting: .growth) { $0.growth.signedShortSize }
    let seconds = reading?.elapsed?.seconds ?? 0
    let rate = LiveColumn(title: "allocs/s", width: 9, sorting: .allocations) {
      seconds > 0 && $0.recent > 0 ? Int((Double($0.recent) / seconds).rounded(.up)).shortCount : ""
    }
    return width < 60 ? [bytes, sorting == .allocations ? rate : growth] : [bytes, growth, blocks, rate]
  }

  var tableHead: StyledLine {
    var head = line(of: columns()) { column in
      let isSorted = column.sorting == sorting
      return (column.title + (isSorted ? glyphs.descending : ""), isSorted ? .strong : .heading)
    }
    head.add("  " + growthText, .heading)
    return head
  }

  /// What the rows are, and since when they grew.
  private var growthText: String {
    guard let reading, width >= 60 else { return grouping.rawValue }
    return "\(grouping.rawValue)  (growth in \((reading.time - reading.markTime).clockText))"
  }

  func row(_ row: LiveRow) -> StyledLine {
    var line = line(of: columns()) { column in
      (column.value(row), column.sorting == .growth ? (row.growth > 0 ? .growth : .shrinkage) : .plain)
    }
    let room = width - line.width - 2
    line.add("  ")
    // Where there is room, the function stands beside the line.
    let isWide = grouping == .line && room >= 90 && !row.function.isEmpty
    let nameRoom = isWide ? room / 2 : room
    line.add(row.isPath ? fittedPath(row.name, nameRoom, glyphs) : fittedName(row.name, nameRoom, glyphs))
    if isWide {
      line.pad(to: width - room / 2 + 1)
      line.add(fittedName(row.function, room / 2 - 1, glyphs), .faint)
    }
    return line
  }

  func line(of columns: [LiveColumn], _ cell: (LiveColumn) -> (String, Style)) -> StyledLine {
    var line = StyledLine()
    for (index, column) in columns.enumerated() {
      let (text, style) = cell(column)
      line.addRight(text, column.width + (index > 0 ? 1 : 0), style)
    }
    return line
  }

  var help: [StyledLine] {
    let keys = [
      ("space, m, enter", "mark: growth counts from now"),
      ("s", "sort by bytes, growth or allocations"),
      ("l, f, F", "add up by line, function or file"),
      ("c, tab", "the next process"),
      ("p", "pause, and go on"),
      ("+, -", "read less often, more often (every \(intervalText))"),
      ("arrows, j, k", "scroll; also page up and down, g and G"),
      ("q", "quit"),
    ]
    let words = [
      "live: bytes that are allocated now; peak: the most there were.",
      "RSS: what the kernel counts for the process, code and freed memory included.",
      "A block counts for the innermost line of its traceback that is known.",
    ]
    return keysScreen(keys, words)
  }
}
