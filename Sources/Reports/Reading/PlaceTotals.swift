import Snapshots

/// By what a report adds up.
package enum PlaceGrouping: String, Hashable, Sendable, CaseIterable {
  /// Source lines; where there are none, functions.
  case line
  /// Source files, and images without lines.
  case file
  /// Functions, by name.
  case function
  /// Whole tracebacks.
  case traceback
}

/// What one row stands for.
package struct SourcePlace: Hashable, Sendable {
  /// Innermost first; one, but for a traceback. Of a line, file or function it is the frame with the most.
  package var frames: [SourceFrame]
  /// How many more functions there are at the line or in the file.
  package var otherFunctions = 0
  /// Of a traceback, whether callers are missing.
  package var isTruncated = false
}

/// What was counted at one place.
package struct PlaceCounts: Hashable, Sendable {
  /// Of the count that was chosen.
  package var counted = BlockTotal.zero
  /// Ever.
  package var allocations = BlockTotal.zero
  /// Part of the allocations.
  package var temporaryBlocks = 0

  /// Both added in place.
  static func += (left: inout PlaceCounts, right: PlaceCounts) {
    left.counted += right.counted
    left.allocations += right.allocations
    left.temporaryBlocks += right.temporaryBlocks
  }

  init() {}

  init(_ site: AllocationSite, _ count: KeyPath<AllocationSite, BlockTotal>) {
    counted = site[keyPath: count]
    allocations = site.total
    temporaryBlocks = site.temporaryBlocks
  }
}

/// Adds up the sites of a snapshot by place, all that a row shows in one pass.
struct PlaceTotals {
  private let grouping: PlaceGrouping
  private let counted: CountedBlocks
  private var shown: ShownFrames
  /// Everything, each block once.
  private(set) var total = PlaceCounts()

  private var places = Numbering<Key>()
  /// By place.
  private var counts: [PlaceCounts] = []
  /// Place → the last site that was added to it, from 1: a block counts once for a place that its traceback has twice.
  private var lastSite: [Int] = []
  /// Frame → its place, or nil where it has none yet.
  private var placeOfFrame: [Int?] = []
  /// Frame → what ranks it among those of its place.
  private var weights: [Int] = []
  private var siteCount = 0

  private enum Key: Hashable {
    case line(file: String, line: Int)
    case functionWithoutLine(String, image: String)
    case name(String)
    /// Numbers of frames, innermost first.
    case traceback([Int], isTruncated: Bool)
  }

  /// - Parameter cumulative: whether a block belongs to every place of its traceback, not only to the innermost. Changes
  ///   nothing for `.traceback`.
  init(_ snapshot: SymbolizedSnapshot, by grouping: PlaceGrouping, cumulative: Bool = false, of counted: CountedBlocks)
  {
    self.grouping = grouping
    self.counted = counted
    shown = ShownFrames(snapshot)
    for site in snapshot.snapshot.sites where site.total.blocks != 0 || site[keyPath: counted.keyPath].blocks != 0 {
      add(site, cumulative: cumulative)
    }
  }

  private mutating func add(_ site: AllocationSite, cumulative: Bool) {
    siteCount += 1
    let new = PlaceCounts(site, counted.keyPath)
    total += new
    if grouping == .traceback {
      let key = Key.traceback(shown.frames(of: site), isTruncated: site.traceback.isTruncated)
      return addOnce(new, to: number(of: key))
    }
    for frame in cumulative ? shown.frames(of: site) : [shown.innermostFrame(of: site)] {
      addOnce(new, to: place(of: frame))
      // A function that stands in the traceback twice ranks higher than it should; it is only a label.
      weights[frame] += counted.weight(of: new.counted) + 1
    }
  }

  private mutating func addOnce(_ new: PlaceCounts, to place: Int) {
    guard lastSite[place] != siteCount else { return }
    lastSite[place] = siteCount
    counts[place] += new
  }

  private mutating func place(of frame: Int) -> Int {
    while placeOfFrame.count <= frame {
      placeOfFrame.append(nil)
      weights.append(0)
    }
    if let place = placeOfFrame[frame] { return place }
    let place = number(of: key(for: shown.frames[frame]))
    placeOfFrame[frame] = place
    return place
  }

  private func key(for frame: SourceFrame) -> Key {
    switch grouping {
    case .line where frame.line == 0: .functionWithoutLine(frame.function, image: frame.file)
    case .line: .line(file: frame.file, line: frame.line)
    case .file: .name(frame.file)
    case .function, .traceback: .name(frame.function)
    }
  }

  private mutating func number(of key: Key) -> Int {
    let number = places.number(of: key)
    if number == counts.count {
      counts.append(PlaceCounts())
      lastSite.append(0)
    }
    return number
  }

  /// Every place that has something, in no particular order.
  var all: [(place: SourcePlace, counts: PlaceCounts)] {
    var frames = Array(repeating: [Int](), count: counts.count)
    for (frame, place) in placeOfFrame.enumerated() {
      if let place { frames[place].append(frame) }
    }
    return zip(places.elements, counts).enumerated().map { number, entry in
      guard case .traceback(let all, let isTruncated) = entry.0 else {
        return (place(largestOf: frames[number]), entry.1)
      }
      return (SourcePlace(frames: all.map { shown.frames[$0] }, isTruncated: isTruncated), entry.1)
    }
  }

  private func place(largestOf frames: [Int]) -> SourcePlace {
    let largest = frames.max { (weights[$0], shown.frames[$1]) < (weights[$1], shown.frames[$0]) } ?? frames[0]
    return SourcePlace(
      frames: [shown.frames[largest]], otherFunctions: Set(frames.map { shown.frames[$0].function }).count - 1)
  }
}
