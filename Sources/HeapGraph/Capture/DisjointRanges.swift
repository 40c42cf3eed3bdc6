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
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound <= address { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound <= address
  }
}

extension Array where Element == UInt {
  /// The index of the first element that is not below `value`, of an ascending array.
  func firstIndex(notBelow value: UInt) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
