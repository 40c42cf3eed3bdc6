extension RandomAccessCollection where Index == Int {
  /// The first index whose element `belongs`, where all that do not come before all that do; `endIndex` when none does.
  @inlinable @inline(__always)
  package func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = low + (high - low) / 2
      if belongs(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
