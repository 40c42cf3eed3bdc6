#if os(Linux) && !MEMORY_PROFILER_FALLBACK
/// Site numbers, which are dense within a period, → indices of a snapshot's sites.
struct SiteIndices {
  private var first: UInt32 = 0
  private var indices: [Int32] = []

  subscript(site: UInt32) -> Int? {
    get {
      guard site >= first, site - first < UInt32(indices.count) else { return nil }
      let index = indices[Int(site - first)]
      return index < 0 ? nil : Int(index)
    }
    set {
      makeRoom(for: site)
      indices[Int(site - first)] = Int32(newValue ?? -1)
    }
  }

  private mutating func makeRoom(for site: UInt32) {
    if indices.isEmpty { first = site }
    if site < first {
      indices.insert(contentsOf: repeatElement(-1, count: Int(first - site)), at: 0)
      first = site
    }
    let needed = Int(site - first) + 1
    if needed > indices.count { indices.append(contentsOf: repeatElement(-1, count: needed - indices.count)) }
  }
}
#endif
