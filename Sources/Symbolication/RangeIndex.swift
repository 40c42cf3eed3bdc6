/// Which owner (a unit, a function, an inlined call) an address belongs to: disjoint ranges.
struct RangeIndex {
  private let starts: AddressIndex
  /// `owners[i]` holds from `starts[i]` up to `starts[i + 1]`, the last for ever; −1 where there is none.
  private let owners: [Int32]

  private init(_ pieces: Pieces) {
    starts = AddressIndex(ascending: pieces.starts)
    owners = pieces.owners
  }

  /// −1 where there is none.
  func owner(of address: UInt64) -> Int32 {
    let count = starts.count(upTo: address)
    return count > 0 ? owners[count - 1] : -1
  }

  /// The bounds of what belongs to one owner around `address`, or of the gap it lies in.
  func extent(of address: UInt64) -> Range<UInt64> {
    let count = starts.count(upTo: address)
    return (count > 0 ? starts[count - 1] : 0)..<(count < starts.count ? starts[count] : .max)
  }

  /// The ranges of the owners, in any order, overlapping as they like.
  struct Builder {
    private struct Entry {
      var end: UInt64
      var owner: Int32
    }

    /// By their start.
    private var entries: [(address: UInt64, value: Entry)] = []

    /// More owners than ever overlap in one place; damaged ranges must not take for ever.
    private static let mostOpen = 256

    /// Owners come in ascending order.
    mutating func add(_ range: Range<UInt64>, owner: Int32) {
      entries.append((range.lowerBound, Entry(end: range.upperBound, owner: owner)))
    }
  }
}

/// Disjoint ranges as they are made, in ascending order.
private struct Pieces {
  private(set) var starts: [UInt64] = []
  private(set) var owners: [Int32] = []
  private var lastStart: UInt64?
  private var lastOwner: Int32?

  mutating func append(_ start: UInt64, _ owner: Int32) {
    if lastStart == start {
      owners[owners.count - 1] = owner
    } else if lastOwner != owner {
      starts.append(start)
      owners.append(owner)
      lastStart = start
    } else {
      return
    }
    lastOwner = owner
  }
}

extension RangeIndex.Builder {
  /// Where ranges nest, the one with the highest owner is the innermost and wins: owners are numbered outside in.
  consuming func innermostWins() -> RangeIndex {
    sortByAddress(&entries)
    var pieces = Pieces()
    var open: [Entry] = []
    for (start, entry) in entries {
      Self.close(&open, upTo: start, in: &pieces)
      pieces.append(start, entry.owner)
      open.append(entry)
    }
    Self.close(&open, upTo: .max, in: &pieces)
    return RangeIndex(pieces)
  }

  /// Ends the ranges that end at or before `address`; below each, what it covered comes to light again.
  private static func close(_ open: inout [Entry], upTo address: UInt64, in pieces: inout Pieces) {
    while let ended = open.last, ended.end <= address {
      open.removeLast()
      while let covered = open.last, covered.end <= ended.end { open.removeLast() }
      pieces.append(ended.end, open.last?.owner ?? -1)
    }
  }

  /// Where ranges overlap, the one that is already open goes on; of several that begin together, the lowest owner.
  /// Units overlap where the linker merged equal functions; this is `llvm-symbolizer`'s choice among them.
  consuming func firstOwnerWins() -> RangeIndex {
    var ends: [(address: UInt64, isStart: Bool, owner: Int32)] = []
    for (start, entry) in entries {
      ends.append((start, true, entry.owner))
      ends.append((entry.end, false, entry.owner))
    }
    ends.sort { $0.address < $1.address }
    var pieces = Pieces()
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
      pieces.append(end.address, current)
    }
    return RangeIndex(pieces)
  }
}
