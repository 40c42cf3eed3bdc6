// What of blocks is looked through, by their first word: the table that the copy reads.
#if os(Linux)
import CHeapScan

struct PolicyTable {
  private var policies: [mhs_policy] = []
  private var skips: [UInt32] = []

  /// Of the types met so far. Those that are looked through as a whole need no entry.
  mutating func add(_ types: BlockTypes) {
    var types = types
    for (word, _) in types.knownFirstWords() { add(word, types.policy(ofFirstWord: word)) }
  }

  private mutating func add(_ word: UInt, _ policy: ScanPolicy) {
    let contents: mhs_contents
    switch policy.contents {
    case .everything: return
    case .nothing: contents = MHS_NOTHING
    case .taskSlab: contents = MHS_TASK_SLAB
    case .fields: contents = MHS_FIELDS
    }
    policies.append(
      mhs_policy(
        first_word: UInt64(word), contents: contents.rawValue, first_skip: UInt32(skips.count),
        skip_count: UInt32(policy.skips.count), repeats_from: UInt32(policy.repeatsFrom),
        stride: UInt32(policy.stride)))
    skips += policy.skips.map(UInt32.init)
  }

  /// In the room, as the copy looks words up.
  func stored(in room: inout SharedRoom) -> mhs_policies {
    var capacity = 16
    while capacity < policies.count * 2 { capacity *= 2 }
    let table = room.take(mhs_policy.self, count: capacity)
    for policy in policies {
      var place = Int(truncatingIfNeeded: (policy.first_word &* 0x9E37_79B9_7F4A_7C15) >> 32) & (capacity - 1)
      while table[place].first_word != 0 { place = (place + 1) & (capacity - 1) }
      table[place] = policy
    }
    let storedSkips = room.take(UInt32.self, count: max(1, skips.count))
    storedSkips.update(from: skips, count: skips.count)
    return mhs_policies(table: table, capacity: capacity, skips: storedSkips)
  }
}
#endif
