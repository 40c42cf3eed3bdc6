#if os(Linux) && !MEMORY_PROFILER_FALLBACK
// Gathers what a breakdown needs of this process: its maps, and who owns what in the anonymous ones.
import CAllocationRecorder
import Reports
import Snapshots

enum BreakdownFacts {
  /// Call it without recording: it allocates.
  static func breakdown() throws(SystemError) -> MemoryBreakdown {
    var parser = SmapsParser()
    let before = ResidentMemory.current() ?? 0
    try ProcFile.read("/proc/self/smaps") { parser.add($0) }
    let after = ResidentMemory.current() ?? 0
    // RSS passed through every value between the two while the maps were read, that of the maps together among them.
    let mapped = parser.maps.reduce(0) { $0 + $1.resident }
    let resident = min(max(mapped, min(before, after)), max(before, after))
    let facts = MemoryFacts(of: parser.maps, resident: resident)
    return MemoryBreakdown(maps: parser.maps, facts: facts) { residentBytes(from: $0.lowerBound, count: $0.count) }
  }
}

extension MemoryFacts {
  fileprivate init(of maps: [MemoryMap], resident: Int) {
    self.resident = resident
    let malloc = MallocMemory(maps: maps)
    let mainHeap = maps.first { $0.kind == .heap }?.range
    let traced = TracedBlocks(outside: malloc.heaps + (mainHeap.map { [$0] } ?? []))
    let mapped = malloc.mappedBlocks + traced.pagesOutside
    claims = ownMemory() + (malloc.heaps + mapped).map { MemoryClaim(range: $0, owner: .malloc) }
    arenas = malloc.arenas
    let stacks = ThreadStacks.ofOtherThreads()
    stackAddresses = stacks.compactMap { $0 }
    threads = stacks.count + 1
    liveIsTraced = TracedBlocks.whyIncomplete == nil
    live = liveIsTraced ? traced.resident : malloc.inUse()
    liveRemark = TracedBlocks.whyIncomplete.map { "by malloc's own count: \($0)" } ?? "traced"
  }
}

/// What the recorder has mapped.
private func ownMemory() -> [MemoryClaim] {
  var claims: [MemoryClaim] = []
  withUnsafeMutablePointer(to: &claims) { claims in
    mpr_visit_own_memory(
      { start, bytes, claims in
        claims?.assumingMemoryBound(to: [MemoryClaim].self).pointee
          .append(MemoryClaim(range: start..<start + UInt(bytes), owner: .tracer))
      }, claims)
  }
  return claims
}
#endif
