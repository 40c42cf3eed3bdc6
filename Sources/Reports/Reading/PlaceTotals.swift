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

/// Adds up the sites of a snapshot by place, all that a row shows in one pass. Places are numbers, from 0 on.
struct PlaceTotals {
  let grouping: PlaceGrouping
  let isCumulative: Bool
  let counted: CountedBlocks
  private var shown: ShownFrames
  /// Everything, each block once.
  private(set) var total = PlaceCounts()

  private var places = Numbering<Key>()
  /// By place.
  private(set) var counts: [PlaceCounts] = []
  /// Place → the last site that was added to it, from 1: a block counts once for a place that its traceback has twice.
  private var lastSite: [Int] = []
  /// Frame → its place, or nil where it has none yet.
  private var placeOfFrame: [Int?] = []
  /// Frame → what ranks it among those of its place.
  private var weights: [Int] = []
  private var siteCount = 0

  fileprivate enum Key: Hashable {
    case line(file: String, line: Int)
    case functionWithoutLine(String, image: String)
    case name(String)
    /// Numbers of frames, innermost first.
    case traceback([Int], isTruncated: Bool)
  }

  /// Nothing yet.
  /// - Parameter cumulative: whether a block belongs to every place of its traceback, not only to the innermost. Changes
  ///   nothing for `.traceback`.
  init(
    by grouping: PlaceGrouping, cumulative: Bool = false, of counted: CountedBlocks, frames: ShownFrames = ShownFrames()
  ) {
    (self.grouping, self.counted, shown) = (grouping, counted, frames)
    isCumulative = cumulative && grouping != .traceback
  }

  /// Adds all of a snapshot to what is there.
  mutating func add(_ snapshot: SymbolizedSnapshot) {
    shown.look(at: snapshot)
    for site in snapshot.snapshot.sites where site.total.blocks != 0 || site[keyPath: counted.keyPath].blocks != 0 {
      add(site)
    }
  }

  private mutating func add(_ site: AllocationSite) {
    siteCount += 1
    let new = PlaceCounts(site, counted.keyPath)
    total += new
    if grouping == .traceback {
      let key = Key.traceback(shown.frames(of: site), isTruncated: site.traceback.isTruncated)
      return addOnce(new, to: number(of: key))
    }
    for frame in isCumulative ? shown.frames(of: site) : [shown.innermostFrame(of: site)] {
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

  /// What the numbers mean.
  var names: PlaceNames { PlaceNames(places.elements, placeOfFrame, weights, shown.frames) }
}

/// What places are called; put together for those that are shown.
struct PlaceNames {
  private let keys: [PlaceTotals.Key]
  private let weights: [Int]
  private let frames: [SourceFrame]
  private var framesOfPlace: [[Int]]

  fileprivate init(_ keys: [PlaceTotals.Key], _ placeOfFrame: [Int?], _ weights: [Int], _ frames: [SourceFrame]) {
    (self.keys, self.weights, self.frames) = (keys, weights, frames)
    framesOfPlace = Array(repeating: [], count: keys.count)
    for (frame, place) in placeOfFrame.enumerated() {
      if let place { framesOfPlace[place].append(frame) }
    }
  }

  subscript(place: Int) -> SourcePlace {
    if case .traceback(let numbers, let isTruncated) = keys[place] {
      return SourcePlace(frames: numbers.map { frames[$0] }, isTruncated: isTruncated)
    }
    let functions = Set(framesOfPlace[place].map { frames[$0].function })
    return SourcePlace(frames: [largestFrame(of: place)], otherFunctions: functions.count - 1)
  }

  /// Of places alike in everything else: by their frames, tracebacks as they come, since comparing frames takes long.
  func comesFirst(_ left: Int, _ right: Int) -> Bool {
    if case .traceback = keys[left] { return left < right }
    return largestFrame(of: left) < largestFrame(of: right)
  }

  private func largestFrame(of place: Int) -> SourceFrame {
    let largest = framesOfPlace[place].max { (weights[$0], frames[$1]) < (weights[$1], frames[$0]) }
    return largest.map { frames[$0] } ?? .unknown
  }
}
