// How long the parts of a capture took, for the benchmark.
#if os(Linux)
struct StageTimes {
  private(set) var all: [(name: String, duration: Duration)] = []
  private var began = ContinuousClock.now

  mutating func end(_ name: String) {
    let now = ContinuousClock.now
    all.append((name, now - began))
    began = now
  }
}
#endif
