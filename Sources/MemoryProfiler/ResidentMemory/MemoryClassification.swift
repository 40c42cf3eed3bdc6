// Which part of RSS each map belongs to. Pure: maps and facts in, parts out.
import Reports
import Snapshots

/// Memory inside anonymous maps whose owner is known; neighbours with several owners may be one map to the kernel.
struct MemoryClaim: Equatable {
  enum Owner { case malloc, tracer }
  var range: Range<UInt>
  var owner: Owner
}

/// What the maps alone do not say.
struct MemoryFacts {
  /// RSS in bytes.
  var resident = 0
  /// In any order. Where two overlap, the one that starts first has the common part.
  var claims: [MemoryClaim] = []
  /// malloc's, the main one included.
  var arenas = 1
  /// An address on the stack of each thread but the main one.
  var stackAddresses: [UInt] = []
  var threads = 1
  /// Resident bytes of live blocks.
  var live = 0
  var liveIsTraced = false
  var liveRemark = ""
}

extension MemoryBreakdown {
  /// - Parameter residentBytes: Of a range that is only a part of a map; the kernel tells of whole ones.
  init(maps: [MemoryMap], facts: MemoryFacts, residentBytes: (Range<UInt>) -> Int) {
    let claims = facts.claims.disjoint()
    // A stack that the program took from malloc is malloc's.
    let stacks = facts.stackAddresses.filter { address in
      !claims.overlapping(address..<address + 1).contains { _ in true }
    }
    var malloc = 0
    self.init(
      resident: facts.resident, live: 0, liveIsTraced: facts.liveIsTraced, liveRemark: facts.liveRemark, retained: 0,
      arenas: facts.arenas, mappedFiles: 0, anonymousMaps: 0, threadStacks: 0, threads: facts.threads, tracer: 0)
    for map in maps {
      switch map.kind {
      case .heap: malloc += map.resident
      case .mainStack: threadStacks += map.resident
      case .file: mappedFiles += map.resident
      case .anonymous:
        var rest = map.resident
        for claim in claims.overlapping(map.range) {
          let part = claim.range.clamped(to: map.range)
          let bytes = part == map.range ? rest : min(rest, residentBytes(part))
          if claim.owner == .tracer { tracer += bytes } else { malloc += bytes }
          rest -= bytes
        }
        if stacks.contains(where: map.range.contains) { threadStacks += rest } else { anonymousMaps += rest }
      }
    }
    live = min(facts.live, malloc)  // a block that was swapped out is live and not resident
    retained = malloc - live
  }
}

extension [MemoryClaim] {
  /// Ascending, without overlaps, neighbours of one owner joined.
  fileprivate func disjoint() -> [MemoryClaim] {
    var result: [MemoryClaim] = []
    for claim in sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      let start = Swift.max(claim.range.lowerBound, result.last?.range.upperBound ?? 0)
      guard start < claim.range.upperBound else { continue }
      let range = start..<claim.range.upperBound
      if let last = result.last, last.owner == claim.owner, last.range.upperBound == start {
        result[result.count - 1].range = last.range.lowerBound..<range.upperBound
      } else {
        result.append(MemoryClaim(range: range, owner: claim.owner))
      }
    }
    return result
  }

  /// Of disjoint ascending claims, those that share a byte with `range`.
  fileprivate func overlapping(_ range: Range<UInt>) -> ArraySlice<MemoryClaim> {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].range.upperBound <= range.lowerBound { low = middle + 1 } else { high = middle }
    }
    return self[low...].prefix { $0.range.lowerBound < range.upperBound }
  }
}
