/// Sorts by address, keeping the order of equal ones: by two or three passes over the bits that differ, where comparing would take
/// seventeen for a hundred thousand.
func sortByAddress<Value>(_ values: inout [(address: UInt64, value: Value)]) {
  var (least, most, isAscending, last) = (UInt64.max, UInt64(0), true, UInt64(0))
  for (address, _) in values {
    isAscending = isAscending && last <= address
    (least, most, last) = (min(least, address), max(most, address), address)
  }
  if isAscending { return }
  let bits = UInt64.bitWidth - (most - least).leadingZeroBitCount
  // Few, or as far apart as damaged ones can be: the passes would not pay.
  if values.count < 64 || bits > 44 { return values.sort { $0.address < $1.address } }
  let digitBits = values.count < 4096 ? 8 : 11
  for shift in stride(from: 0, to: bits, by: digitBits) {
    values = distributed(values, digits: 1 << digitBits) {
      Int(truncatingIfNeeded: ($0 - least) >> UInt64(shift)) & (1 << digitBits - 1)
    }
  }
}

/// Each value behind those with a lower digit and those with the same that came before it.
@inline(__always)
private func distributed<Value>(
  _ values: [(address: UInt64, value: Value)], digits: Int, _ digit: (UInt64) -> Int
) -> [(address: UInt64, value: Value)] {
  withUnsafeTemporaryAllocation(of: Int.self, capacity: digits) { ends in
    ends.initialize(repeating: 0)
    for (address, _) in values { ends[digit(address)] += 1 }
    var sum = 0
    for index in ends.indices {
      sum += ends[index]
      ends[index] = sum - ends[index]
    }
    return Array(unsafeUninitializedCapacity: values.count) { result, count in
      for entry in values {
        let place = digit(entry.address)
        result.initializeElement(at: ends[place], to: entry)
        ends[place] += 1
      }
      count = values.count
    }
  }
}
