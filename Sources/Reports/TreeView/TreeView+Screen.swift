/// Drawing `TreeView`.
import Snapshots

extension TreeView {
  /// As many lines as the terminal has, none wider than it.
  public var lines: [StyledLine] {
    if isHelpShown { return screen(help, width: width, height: height) }
    let shown = rows.indices.dropFirst(firstRow).prefix(pageHeight).map(line)
    let empty = rows.isEmpty ? [StyledLine("Nothing is counted here: t measures something else.", .faint)] : []
    return screen(screen(head + shown + empty, width: width, height: height - 1) + [foot], width: width, height: height)
  }

  /// Rows that fit.
  var pageHeight: Int { max(1, height - 3) }

  private var isWide: Bool { width >= 100 }

  // MARK: Head

  private var head: [StyledLine] {
    let sum = measure.blocks(of: items.root.counts)
    let amount = measure == .temporary ? "" : "\(sum.bytes.shortSize) in "
    let inverted = isInverted ? ", inverted" : ""
    let long = "\(measure.rawValue): \(amount)\(sum.blocks.shortCount) blocks\(inverted)"
    let short =
      measure == .temporary ? measure.rawValue + inverted : "\(measure.rawValue) \(sum.bytes.shortSize)\(inverted)"
    let right = width >= 60 ? long : short
    var line = StyledLine(fittedPath(title, width - cellCount(right) - 2, glyphs), .strong)
    line.pad(to: width - cellCount(right))
    line.add(right, .faint)
    var columns = StyledLine()
    columns.addRight("share", 6, .heading)
    if measure != .temporary { columns.addRight("bytes", 9, .heading) }
    if isWide || measure == .temporary { columns.addRight("blocks", 10, .heading) }
    if hasOwn { columns.addRight(measure == .temporary ? "own" : "own bytes", 10, .heading) }
    columns.add(
      isInverted ? "  function, and below it who called it" : "  function, and below it what it called", .heading)
    return [line, columns]
  }

  /// Inverted, what a row holds was allocated by the function at its top.
  private var hasOwn: Bool { isWide && !isInverted }

  // MARK: Rows

  private func line(_ index: Int) -> StyledLine {
    let row = rows[index]
    let item = items[row.item]
    let blocks = measure.blocks(of: item.counts)
    var line = StyledLine()
    line.isSelected = index == selection
    line.addRight(share(of: row.item), 6)
    if measure != .temporary { line.addRight(blocks.bytes.shortSize, 9, .strong) }
    if isWide || measure == .temporary { line.addRight(blocks.blocks.shortCount, 10) }
    if hasOwn { line.addRight(own(of: row.item), 10, .faint) }
    // Half of the line stays for the name however deep it is.
    line.add(spaces(min(2 + 2 * row.indentation, (width - line.width) / 2)))
    line.add(row.isOnly ? glyphs.only : "", .faint)
    line.add(marker(row.item) + " ", .faint)
    addName(item.frame, to: &line)
    return line
  }

  private func share(of item: Int) -> String {
    let sum = max(1, measure.weight(of: items.root.counts))
    return (weight(item) * 100).decimal(dividedBy: UInt(sum), precision: 1) + "%"
  }

  private func own(of item: Int) -> String {
    let own = items.own(item)
    if measure.weight(of: own) == 0 { return "" }
    return measure == .temporary ? own.temporaryBlocks.shortCount : measure.blocks(of: own).bytes.shortSize
  }

  private func marker(_ item: Int) -> String {
    if items.isLeaf(item, where: { measure.weight(of: $0) > 0 }) { return glyphs.leaf }
    return items[item].isOpen ? glyphs.open : glyphs.closed
  }

  /// The function, and its file's name where it does not take its place.
  private func addName(_ frame: Int, to line: inout StyledLine) {
    let frame = items.tree.frames[frame]
    let room = width - line.width
    let file = frame.file.split(separator: "/").last.map(String.init) ?? ""
    let place = file.isEmpty ? frame.module : "\(file):\(frame.line)"
    let name = printable(frame.function)
    let isFound = !search.isEmpty && (frame.function + frame.file).lowercased().contains(search.lowercased())
    let placeWidth = cellCount(place) + 2
    let keepsPlace = !place.isEmpty && room - placeWidth >= min(cellCount(name), 24)
    line.add(fittedName(name, keepsPlace ? room - placeWidth : room, glyphs), isFound ? .warning : .plain)
    if keepsPlace { line.add("  " + place, .faint) }
  }

  // MARK: Foot

  private var foot: StyledLine {
    if let prompt {
      var line = StyledLine("/", .strong)
      line.add(prompt + "_")
      return line
    }
    if let notice { return StyledLine(notice, .warning) }
    var line = StyledLine()
    for (key, meaning) in [("q", "quit"), ("?", "help")] + otherKeys
    where line.width + cellCount(key + meaning) + 3 <= width {
      line.add(line.spans.isEmpty ? "" : "  ")
      line.add(key, .strong)
      line.add(" \(meaning)", .faint)
    }
    return line
  }

  private var otherKeys: [(String, String)] {
    [
      ("arrows", "move, open, close"), ("e", "hottest"), ("/ n N", "search"), ("t", "measure"), ("i", "invert"),
    ]
  }

  private var help: [StyledLine] {
    let keys = [
      ("up, down, j, k", "move; also page up and down, g and G"),
      ("right, l", "open, or go to the first below"),
      ("left, h", "close, or go to what holds it"),
      ("enter", "open or close"),
      ("e", "open the path that holds the most"),
      ("/, n, N", "search functions and files; next, previous"),
      ("t", "measure live, peak, total or temporary blocks"),
      ("i", "invert: begin with what allocates"),
      ("q", "quit"),
    ]
    let words = [
      "\(glyphs.only) marks what is the only one below the row above it.",
      "peak: live when the process had the most; total: ever allocated;",
      "temporary: freed before the thread allocated again, by number.",
    ]
    return keysScreen(keys, words)
  }
}
