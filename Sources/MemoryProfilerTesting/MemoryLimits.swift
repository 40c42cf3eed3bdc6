import MemoryProfiler

/// Which leaks fail a test.
public struct LeakRule: Hashable, Sendable {
  enum Kind: Hashable, Sendable { case allowed, noRetainCycles, none }
  var kind: Kind
  var suppressions: [LeakSuppression] = []

  /// All of them may be there: nothing is looked for.
  public static let allowed = LeakRule(kind: .allowed)
  /// Nothing may be left that nothing reaches any more.
  public static let none = LeakRule(kind: .none)
  /// Objects must not keep each other alive; other leaks may be there.
  public static let noRetainCycles = LeakRule(kind: .noRetainCycles)

  /// As `none`, but for known leaks.
  public static func none(suppressing suppressions: [LeakSuppression]) -> LeakRule {
    LeakRule(kind: .none, suppressions: suppressions)
  }

  /// As `noRetainCycles`, but for known ones.
  public static func noRetainCycles(suppressing suppressions: [LeakSuppression]) -> LeakRule {
    LeakRule(kind: .noRetainCycles, suppressions: suppressions)
  }
}

/// How much memory may be added by runs of a test.
struct GrowthLimit: Hashable, Sendable {
  var size: MemorySize
  var repeats: Int
  var warmUp: Int
}

/// What was recorded earlier, and how much more is no regression.
struct BaselineLimit: Hashable, Sendable {
  var name: String
  var tolerance: Tolerance
}

/// One limit, as it is written at a test.
enum MemoryLimit: Hashable, Sendable {
  case peak(MemorySize)
  case allocations(Int)
  case growth(GrowthLimit)
  case leaks(LeakRule)
  case baseline(BaselineLimit)
  case warmUp(Int)
  case allThreads
}

/// All that a test, or a part of one, is held to.
struct MemoryLimits: Hashable, Sendable {
  var peak: MemorySize?
  var allocations: Int?
  var growth: GrowthLimit?
  var leaks = LeakRule.allowed
  var baseline: BaselineLimit?
  /// Runs before those that are measured.
  var warmUp = 0
  var threads = AllocationTracer.RecordedThreads.current
}

extension MemoryLimits {
  /// Those of a test and of the suites around it. Two of a kind must say the same.
  init(combining limits: [MemoryLimit]) throws(LimitRefusal) {
    self.init()
    for limit in limits {
      switch limit {
      case .peak(let size): try Self.set(&peak, size, "peak limits")
      case .allocations(let count): try Self.set(&allocations, count, "allocation limits")
      case .growth(let growth): try Self.set(&self.growth, growth, "growth limits")
      case .baseline(let baseline): try Self.set(&self.baseline, baseline, "baselines")
      case .leaks(let rule): leaks = leaks.and(rule)
      case .warmUp(let runs): warmUp = max(warmUp, runs)
      case .allThreads: threads = .all
      }
    }
  }

  private static func set<Value: LimitValue>(
    _ place: inout Value?, _ value: Value, _ name: String
  ) throws(LimitRefusal) {
    if let earlier = place, earlier != value { throw .twoOfAKind(name, earlier.text, value.text) }
    place = value
  }

  /// Whether nothing is limited.
  var areNone: Bool {
    peak == nil && allocations == nil && growth == nil && baseline == nil && leaks.kind == .allowed
  }

  /// Whether something is limited, and can be kept.
  func check() throws(LimitRefusal) {
    if areNone { throw .nothing }
    if let peak, peak.bytes < 1 { throw .impossible("peak limit", peak.text, "1 byte") }
    if let allocations, allocations < 1 { throw .impossible("allocation limit", allocations.text, "1") }
    if let growth { try growth.check() }
    if let baseline { try baseline.check() }
  }
}

extension GrowthLimit {
  fileprivate func check() throws(LimitRefusal) {
    if size.bytes < 1 { throw .impossible("growth limit", size.text, "1 byte") }
    if repeats < 1 { throw .runs("repeats", repeats, atLeast: 1) }
    if warmUp < 0 { throw .runs("warmUp", warmUp, atLeast: 0) }
  }
}

extension BaselineLimit {
  fileprivate func check() throws(LimitRefusal) {
    if name.isEmpty { throw .namelessBaseline }
    if !(tolerance.fraction >= 0) { throw .tolerance(tolerance.text) }
  }
}

extension LeakRule {
  /// The stricter of two, with what either suppresses.
  func and(_ other: LeakRule) -> LeakRule {
    let rank: [Kind] = [.allowed, .noRetainCycles, .none]
    let stricter = rank.last { $0 == kind || $0 == other.kind } ?? .allowed
    return LeakRule(kind: stricter, suppressions: suppressions + other.suppressions)
  }
}
