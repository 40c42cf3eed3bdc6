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

  enum Key: Hashable {
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
