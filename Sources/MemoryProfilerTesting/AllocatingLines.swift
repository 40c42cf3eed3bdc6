// The lines that allocated most, as whoever must mend a test wants to see them.
import MemoryProfiler
import Reports
import Snapshots

/// By line of the source, with the line of the test's own file that led there.
struct AllocatingLines {
  private static let most = 5
  private static let widestSource = 60

  private struct Place: Hashable, Comparable {
    var frame: SourceFrame
    /// nil when the frame itself is in the test's file, or none is.
    var caller: SourceFrame?
    static func < (left: Place, right: Place) -> Bool {
      (left.frame, left.caller ?? .unknown) < (right.frame, right.caller ?? .unknown)
    }
  }
  private let ranked: [(place: Place, total: BlockTotal)]
  /// What was allocated to run the test, at no line of anybody's: the frame of its asynchronous function, above all.
  let ofNobody: BlockTotal

  /// - Parameters:
  ///   - count: which of the blocks.
  ///   - earlier: what had been there before and does not count.
  init(
    _ snapshot: SymbolizedSnapshot, _ count: KeyPath<AllocationSite, BlockTotal>,
    since earlier: SymbolizedSnapshot? = nil,
    of part: LimitedPart, byBlocks: Bool = false
  ) {
    var totals: [Place: BlockTotal] = [:]
    for (place, total) in Self.totals(snapshot, count, part) { totals[place, default: .zero] += total }
    for (place, total) in earlier.map({ Self.totals($0, count, part) }) ?? [] {
      totals[place, default: .zero] = (totals[place] ?? .zero) - total
    }
    ofNobody = totals.filter(\.key.frame.isOwn).values.reduce(.zero, +)
    ranked = totals.filter { !$0.key.frame.isOwn && ($0.value.blocks > 0 || $0.value.bytes > 0) }
      .map { (place: $0.key, total: $0.value) }
      .sorted { left, right in
        let (one, other) = (left.total, right.total)
        let keys = byBlocks ? (one.blocks, other.blocks) : (one.bytes, other.bytes)
        return keys.0 != keys.1 ? keys.0 > keys.1 : left.place < right.place
      }
  }

  private static func totals(
    _ snapshot: SymbolizedSnapshot, _ count: KeyPath<AllocationSite, BlockTotal>, _ part: LimitedPart
  ) -> [(Place, BlockTotal)] {
    let files = SourceFiles()
    return snapshot.snapshot.sites.filter { $0[keyPath: count] != .zero }.map { site in
      (place(snapshot.traceback(of: site).frames, part, files), site[keyPath: count])
    }
  }

  /// Its line is the innermost one that can be read here: of C libraries often only the debug information is installed.
  private static func place(_ frames: [SourceFrame], _ part: LimitedPart, _ files: SourceFiles) -> Place {
    if frames[0].isOwn { return Place(frame: frames[0], caller: nil) }
    let others = frames.filter { !$0.isOwn }
    let frame = others.first { (try? files.line($0.line, of: $0.file).get()) != nil } ?? others.first ?? frames[0]
    let own = others.first { $0.file == part.file }
    return Place(frame: frame, caller: own == frame ? nil : own)
  }

  /// Below a heading, beginning with a line break; empty without lines.
  func text(_ heading: String) -> String {
    guard !ranked.isEmpty else { return "" }
    let files = SourceFiles()
    let shown = ranked.prefix(Self.most)
    var grid = TextGrid([.right, .right, .left, .left])
    for (place, total) in shown {
      grid.append(
        [
          memoryText(Double(total.bytes)), countText(total.blocks, "block") + (total.blocks == 1 ? " " : ""),
          Self.text(place),
          Self.source(place.frame, files),
        ])
    }
    let left = ranked[shown.endIndex...]
    let rest = left.reduce(BlockTotal.zero) { $0 + $1.total }
    let more =
      "and \(memoryText(Double(rest.bytes))) in \(countText(rest.blocks, "block")) of \(countText(left.count, "other line"))"
    return ([heading] + (grid.lines() + (left.isEmpty ? [] : [more])).map { "  " + $0 })
      .map { "\n" + $0 }.joined()
  }

  private static func text(_ place: Place) -> String {
    let paths = PathSpelling.fromWorkingDirectory
    return place.frame.placeText(paths) + (place.caller.map { " ← \($0.placeText(paths))" } ?? "")
  }

  /// The function where no line is known.
  private static func source(_ frame: SourceFrame, _ files: SourceFiles) -> String {
    guard frame.line > 0 else { return frame.function }
    guard let line = try? files.line(frame.line, of: frame.file).get() else { return "" }
    return String(line.drop { $0.isWhitespace }).cut(to: widestSource)
  }
}
