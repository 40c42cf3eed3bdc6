// One part of a program under limits, from its beginning to the verdict.
import MemoryProfiler
import Snapshots

/// Opens what it measures with before each run, and judges after it. What it does itself does not count.
struct LimitCheck {
  private let limits: MemoryLimits
  private let part: LimitedPart
  private let isAsync: Bool
  /// Over all runs; nil with MEMORY_PROFILER=off and where nothing can be recorded.
  private var whole: AllocationExcerpt?
  /// Over one run, where several make up the whole.
  private var run: AllocationExcerpt?
  private var runsBegun = 0
  /// At the end of warming up.
  private var warm: Snapshot?
  private var verdict: Verdict

  /// Begins to measure. What prevents it fails the part, which then runs unmeasured.
  init(_ limits: MemoryLimits, _ part: LimitedPart, isAsync: Bool) {
    (self.limits, self.part, self.isAsync) = (limits, part, isAsync)
    verdict = Verdict(limits, part)
    whole = open()
  }

  private func open() -> AllocationExcerpt? {
    do {
      return try AllocationExcerpt(limits.threads, isAsync: isAsync, leavingOut: Self.isOfTestLibrary)
    } catch {
      part.record(error.description)
      return nil
    }
  }

  /// What `#expect` and its like allocate is not the code's under test.
  private static func isOfTestLibrary(_ path: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    return ["libTesting", "lib_Testing", "libXCTest"].contains { name.hasPrefix($0) }
  }

  /// How often the part is to be run; once where nothing is measured.
  var runs: Int { whole == nil ? 1 : limits.warmUps + (limits.growth?.repeats ?? 1) }

  /// This and `endRun` are to be called as the profiler's own work, since they are inside of the whole.
  mutating func beginRun() {
    runsBegun += 1
    guard let whole, runs > 1, runsBegun > limits.warmUps else { return }
    if limits.growth != nil, warm == nil { warm = whole.snapshot() }
    if limits.areOfRuns { run = open() }
  }

  mutating func endRun() {
    guard let ended = run else { return }
    run = nil
    ended.leave()
    verdict.judgeRun(ended)
    ended.close()
  }

  /// After the last run. Then comes the search for leaks, then the `end`.
  func leave() { whole?.leave() }

  /// nil when none is asked for.
  var leakSearch: LeakSearch? {
    guard let whole, limits.leaks.kind != .allowed else { return nil }
    return LeakSearch(excerpt: whole, rule: limits.leaks)
  }

  /// Fails the part for each limit that it did not keep. To find the words for that leaves addresses behind that would hide leaks.
  mutating func end(_ found: LeakSearch.Found?) {
    guard let whole else { return }
    OwnWork.run {
      if runs == 1 { verdict.judgeRun(whole) }
      if let warm { verdict.judgeGrowth(whole, since: warm) }
      if let found { verdict.judgeLeaks(found) }
    }
    whole.close()
    for text in verdict.texts { part.record(text) }
  }

  /// In place of all that, after a run that threw: it has failed, and has not done what is limited.
  func abandon() {
    whole?.leave()
    whole?.close()
  }
}

extension MemoryLimits {
  /// Whether there are some that each run is held to.
  fileprivate var areOfRuns: Bool { peak != nil || allocations != nil || baseline != nil }

  fileprivate var warmUps: Int { max(warmUp, growth?.warmUp ?? 0) }
}
