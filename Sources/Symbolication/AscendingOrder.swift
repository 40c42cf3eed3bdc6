/// Sorts by address, keeping the order of equal ones: by two or three passes over the bits that differ, where comparing would take
/// seventeen for a hundred thousand.
func inAscendingOrder<Value>(_ values: [(address: UInt64, value: Value)]) -> [(address: UInt64, value: Value)] {
  var (least, most, isAscending, last) = (UInt64.max, UInt64(0), true, UInt64(0))
  for (address, _) in values {
    isAscending = isAscending && last <= address
    (least, most, last) = (min(least, address), max(most, address), address)
  }
  if isAscending { return values }
  // Few, or as far apart as damaged ones can be: there are not enough to make up for the passes.
  let bits = UInt64.bitWidth - (most - least).leadingZeroBitCount
  if values.count < 64 || bits > 44 { return values.sorted { $0.address < $1.address } }
  var (from, to) = (values, values)
  for shift in stride(from: 0, to: bits, by: digitBits) {
    distribute(from, into: &to) { Int(truncatingIfNeeded: ($0 - least) >> UInt64(shift)) & (1 << digitBits - 1) }
    swap(&from, &to)
  }
  return from
}

private let digitBits = 11

/// Moves each value behind those with a lower digit and those with the same that come before it.
@inline(__always)
private func distribute<Value>(
  _ from: [(address: UInt64, value: Value)], into to: inout [(address: UInt64, value: Value)],
  _ digit: (UInt64) -> Int
) {
  withUnsafeTemporaryAllocation(of: Int.self, capacity: 1 << digitBits) { ends in
    ends.initialize(repeating: 0)
    for (address, _) in from { ends[digit(address)] += 1 }
    var sum = 0
    for index in ends.indices {
      sum += ends[index]
      ends[index] = sum - ends[index]
    }
    for entry in from {
      let place = digit(entry.address)
      to[ends[place]] = entry
      ends[place] += 1
    }
  }
}
