import Snapshots

/// A source file with what its lines hold: `mprof annotate`.
package struct AnnotatedSource {
  /// A line that has numbers.
  package struct Line: Hashable, Sendable {
    /// What the line allocated itself.
    package var own = PlaceCounts()
    /// Also what was called from it.
    package var cumulative = PlaceCounts()
  }

  /// As debug information names it.
  package let file: String
  /// What is counted.
  package let counted: CountedBlocks
  /// By number.
  package let lines: [Int: Line]
  private let text: Result<[String], MissingText>

  /// - Parameter text: the file's lines, or why they are missing.
  package init(
    _ file: String, of snapshot: SymbolizedSnapshot, counted: CountedBlocks, text: Result<[String], MissingText>
  ) {
    (self.file, self.counted, self.text) = (file, counted, text)
    var lines: [Int: Line] = [:]
    for isCumulative in [false, true] {
      for row in PlaceTable(snapshot, by: .line, cumulative: isCumulative, of: counted).rows
      where row.place.frames[0].file == file && row.place.frames[0].line > 0 {
        let part: WritableKeyPath<Line, PlaceCounts> = isCumulative ? \.cumulative : \.own
        lines[row.place.frames[0].line, default: Line()][keyPath: part] = row.counts
      }
    }
    self.lines = lines
  }

  /// The source with exact numbers beside it; without the text, the lines that have numbers, and why.
  /// - Parameters:
  ///   - context: only lines at most so far from one that has numbers; nil for the whole file.
  ///   - width: of a terminal, in characters: longer lines are cut off.
  package func rendered(
    context: Int? = nil, paths: PathSpelling = PathSpelling(folder: nil), width: Int? = nil
  ) -> String {
    let amount = counted == .temporary ? "temporary" : "bytes"
    var grid = TextGrid([
      ("Line #", .right), ("Own \(amount)", .right), ("Own allocs", .right), ("With callees", .right),
      ("Allocs", .right), ("Line Contents", .left),
    ])
    var last = 0
    for number in shownLines(context) {
      if last > 0 && number > last + 1 && hasText { grid.append(["…", "", "", "", "", ""]) }
      grid.append(cells(of: number))
      last = number
    }
    grid.appendRule()
    let own = lines.values.reduce(into: PlaceCounts()) { $0 += $1.own }
    grid.append(["Total"] + cells(own) + ["", "", ""])
    let rows = grid.lines(width: width)
    return ([heading(paths)] + missing + [""] + rows).map { $0 + "\n" }.joined()
  }

  private func heading(_ paths: PathSpelling) -> String {
    "\(paths.short(file).printable): " + (counted == .temporary ? "blocks " : "bytes ") + counted.phrase
  }

  private var hasText: Bool { (try? text.get()) != nil }

  /// Why there is no text, and lines that a shorter file does not have.
  private var missing: [String] {
    switch text {
    case .failure(let missing): return ["The source is not shown: \(missing.reason)."]
    case .success(let text):
      let beyond = lines.keys.filter { $0 > text.count }
      return beyond.isEmpty
        ? [] : ["The source has \(text.count) lines and was longer when the program was built: the text may not fit."]
    }
  }

  private func shownLines(_ context: Int?) -> [Int] {
    let counted = lines.keys.sorted()
    guard case .success(let text) = text else { return counted }
    guard let context else { return Set(counted).union(1..<(text.count + 1)).sorted() }
    let near = counted.flatMap { Array(max(1, $0 - context)...max(1, max($0, min(text.count, $0 + context)))) }
    return Set(near).sorted()
  }

  private func cells(of number: Int) -> [String] {
    let text = (try? text.get()).flatMap { number <= $0.count ? $0[number - 1] : nil } ?? ""
    guard let line = lines[number] else { return [String(number), "", "", "", "", text.withoutTabs] }
    return [String(number)] + cells(line.own) + cells(line.cumulative) + [text.withoutTabs]
  }

  /// Empty where nothing was allocated.
  private func cells(_ counts: PlaceCounts) -> [String] {
    guard counts.allocations.blocks != 0 || counts.counted.blocks != 0 else { return ["", ""] }
    let amount = counted == .temporary ? counts.counted.blocks.grouped : counts.counted.bytes.grouped + " B"
    return [amount, counts.allocations.blocks.grouped]
  }
}

extension String {
  /// Tabs as four spaces each: numbers stand to the left.
  fileprivate var withoutTabs: String {
    split(separator: "\t", omittingEmptySubsequences: false).joined(separator: "    ")
  }
}
