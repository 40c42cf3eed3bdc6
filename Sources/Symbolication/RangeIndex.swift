/// Which owner (a unit, a function, an inlined call) an address belongs to: disjoint ranges in flat sorted arrays.
struct RangeIndex {
  /// `owners[i]` holds from `starts[i]` up to `starts[i + 1]`; −1 where there is none. The last is always −1.
  private(set) var starts: [UInt64] = []
  private(set) var owners: [Int32] = []

  /// The ranges of the owners, in any order, overlapping as they like.
  struct Builder {
    private struct Entry {
      var range: Range<UInt64>
      var owner: Int32
    }

    private var entries: [Entry] = []

    mutating func add(_ range: Range<UInt64>, owner: Int32) { entries.append(Entry(range: range, owner: owner)) }
  }

  /// −1 where there is none.
  func owner(of address: UInt64) -> Int32 {
    let after = starts.partitioningIndex { $0 > address }
    return after > 0 ? owners[after - 1] : -1
  }

  /// The bounds of what belongs to one owner around `address`, or of the gap it lies in.
  func extent(of address: UInt64) -> Range<UInt64> {
    let after = starts.partitioningIndex { $0 > address }
    return (after > 0 ? starts[after - 1] : 0)..<(after < starts.count ? starts[after] : .max)
  }

  private mutating func append(_ start: UInt64, _ owner: Int32) {
    if let last = starts.last, last == start {
      owners[owners.count - 1] = owner
    } else if owners.last != owner {
      starts.append(start)
      owners.append(owner)
    }
  }
}

extension RangeIndex.Builder {
  /// More units than ever overlap in one place; damaged ranges must not take for ever.
  private static let mostOpen = 256

  /// Where ranges nest, the one with the highest owner is the innermost and wins: owners are numbered outside in.
  consuming func innermostWins() -> RangeIndex {
    entries.sort { ($0.range.lowerBound, $0.owner) < ($1.range.lowerBound, $1.owner) }
    var index = RangeIndex()
    var open: [Entry] = []
    for entry in entries {
      Self.close(&open, upTo: entry.range.lowerBound, in: &index)
      index.append(entry.range.lowerBound, entry.owner)
      open.append(entry)
    }
    Self.close(&open, upTo: .max, in: &index)
    return index
  }

  /// Ends the ranges that end at or before `address`; below each, what it covered comes to light again.
  private static func close(_ open: inout [Entry], upTo address: UInt64, in index: inout RangeIndex) {
    while let ended = open.last, ended.range.upperBound <= address {
      open.removeLast()
      while let covered = open.last, covered.range.upperBound <= ended.range.upperBound { open.removeLast() }
      index.append(ended.range.upperBound, open.last?.owner ?? -1)
    }
  }

  /// Where ranges overlap, the one that is already open goes on; of several that begin together, the lowest owner.
  /// Units overlap where the linker merged equal functions; this is `llvm-symbolizer`'s choice among them.
  consuming func firstOwnerWins() -> RangeIndex {
    var ends: [(address: UInt64, isStart: Bool, owner: Int32)] = []
    for entry in entries {
      ends.append((entry.range.lowerBound, true, entry.owner))
      ends.append((entry.range.upperBound, false, entry.owner))
    }
    ends.sort { $0.address < $1.address }
    var index = RangeIndex()
    var open: [Int32] = []
    var current: Int32 = -1
    for (position, end) in ends.enumerated() {
      if end.isStart {
        if open.count < Self.mostOpen { open.append(end.owner) }
      } else if let at = open.firstIndex(of: end.owner) {
        open.remove(at: at)
      }
      if position + 1 < ends.count, ends[position + 1].address == end.address { continue }
      if !open.contains(current) { current = open.min() ?? -1 }
      index.append(end.address, current)
    }
    return index
  }
}
