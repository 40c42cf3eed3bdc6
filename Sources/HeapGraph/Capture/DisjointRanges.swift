import Snapshots

/// Ranges of addresses, merged where they overlap.
struct DisjointRanges {
  /// Ascending.
  private var ranges: [Range<UInt>] = []

  init(_ ranges: [Range<UInt>]) {
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      if let last = self.ranges.last, range.lowerBound <= last.upperBound {
        self.ranges[self.ranges.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        self.ranges.append(range)
      }
    }
  }

  var bounds: [UInt] { ranges.flatMap { [$0.lowerBound, $0.upperBound] } }

  func contains(_ address: UInt) -> Bool {
    let index = ranges.partitioningIndex { $0.upperBound > address }
    return index < ranges.count && ranges[index].lowerBound <= address
  }
}
