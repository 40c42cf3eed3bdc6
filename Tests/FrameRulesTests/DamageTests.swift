// A damaged table gives another rule or none. The copies that are damaged here end, or start, at a page that cannot be
// read: a read outside of them ends the test run.
#if os(Linux)
import CRecorderTestSupport
import Testing

/// SplitMix64: the same damage in every run.
private struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// Code of libc, spread around qsort.
private func programCounters() -> [UInt] {
  let qsort = address_of_symbol("qsort")
  return (0..<512).map { qsort &- 100_000 &+ UInt($0) * 397 }
}

private func rules(in copy: table_copy, at counters: [UInt]) -> [UInt64] {
  withUnsafePointer(to: copy) { copy in counters.map { rule_in_copy(copy, $0) } }
}

@Test func aSoundCopyGivesTheRulesOfTheOriginal() {
  let counters = programCounters()
  let copy = copy_tables(counters[0], true)
  defer { free_table_copy(copy) }
  let sound = rules(in: copy, at: counters)
  #expect(sound == counters.map { rule_for($0 + 1) })
  #expect(Set(sound).count > 10)
}

/// Damages in every round that share of the tables' bytes, and in every fourth one of the header's first twelve.
@Test(arguments: [true, false], [0.0005, 0.01, 0.3])
func aDamagedCopyGivesOtherRulesOrNone(guardAfter: Bool, share: Double) {
  let counters = programCounters()
  let copy = copy_tables(counters[0], guardAfter)
  defer { free_table_copy(copy) }
  let original = Array(UnsafeBufferPointer(start: copy.bytes, count: Int(copy.size)))
  let sound = rules(in: copy, at: counters)
  let tables = Int(copy.table_offset)..<original.count
  var generator = SeededGenerator(state: 2026)
  var changed = 0
  for round in 0..<100 {
    original.withUnsafeBufferPointer { copy.bytes.update(from: $0.baseAddress!, count: $0.count) }
    for _ in 0..<Int(Double(tables.count) * share) {
      copy.bytes[Int.random(in: tables, using: &generator)] ^= UInt8.random(in: 1...255, using: &generator)
    }
    if round % 4 == 0 {
      copy.bytes[tables.lowerBound + round / 4 % 12] ^= UInt8.random(in: 1...255, using: &generator)
    }
    if rules(in: copy, at: counters) != sound { changed += 1 }
  }
  #expect(changed > 80)
}
#endif
