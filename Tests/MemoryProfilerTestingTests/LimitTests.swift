// Which limits may stand together, and what is said of those that cannot be kept.
import Testing

@testable import MemoryProfilerTesting

@Suite struct LimitCombinations {
  @Test func limitsOfDifferentKindsStandTogether() throws {
    let limits = try MemoryLimits(combining: [
      .peak(.kibibytes(2)), .allocations(10), .leaks(.none), .allThreads, .warmUp(3),
      .growth(GrowthLimit(size: .bytes(5), repeats: 2, warmUp: 1)),
      .baseline(BaselineLimit(name: "import", tolerance: .percent(5))),
    ])
    try limits.check()
    #expect([limits.peak?.bytes, limits.allocations, limits.growth?.size.bytes, limits.warmUp] == [2048, 10, 5, 3])
    #expect(limits.leaks.kind == .none)
    #expect(limits.baseline?.name == "import")
    #expect(limits.threads == .all)
  }

  @Test func theSameLimitTwiceIsOne() throws {
    #expect(try MemoryLimits(combining: [.allocations(10), .allocations(10)]).allocations == 10)
  }

  @Test func twoLimitsOfAKindAreRefused() {
    #expect(throws: LimitRefusal.twoOfAKind("peak limits", "1.00 KiB (1,024 B)", "2.00 KiB (2,048 B)")) {
      try MemoryLimits(combining: [.peak(.kibibytes(1)), .peak(.kibibytes(2))])
    }
    #expect(throws: LimitRefusal.twoOfAKind("baselines", "“a” with 5 %", "“b” with 5 %")) {
      try MemoryLimits(combining: ["a", "b"].map { .baseline(BaselineLimit(name: $0, tolerance: .percent(5))) })
    }
  }

  @Test func theStricterLeakRuleHoldsWithAllSuppressions() {
    let rule = LeakRule.noRetainCycles(suppressing: [.type("A")]).and(.none(suppressing: [.module("B")]))
    #expect(rule == .none(suppressing: [.type("A"), .module("B")]))
    #expect(LeakRule.allowed.and(.noRetainCycles) == .noRetainCycles)
  }

  @Test func theLongerWarmUpHolds() throws {
    #expect(try MemoryLimits(combining: [.warmUp(3), .warmUp(1)]).warmUp == 3)
  }

  @Test(arguments: [
    (MemoryLimits(), "No memory limit is given; name at least one."),
    (
      MemoryLimits(peak: .bytes(0)),
      "The peak limit of 0 B cannot be kept, because what is measured must stay below it; give 1 byte for nothing at all."
    ),
    (
      MemoryLimits(allocations: -1),
      "The allocation limit of -1 cannot be kept, because what is measured must stay below it; give 1 for nothing at all."
    ),
    (
      MemoryLimits(growth: GrowthLimit(size: .kibibytes(1), repeats: 0, warmUp: 0)),
      "A growth limit cannot be measured with repeats: 0; give at least 1."
    ),
    (
      MemoryLimits(growth: GrowthLimit(size: .kibibytes(1), repeats: 1, warmUp: -1)),
      "A growth limit cannot be measured with warmUp: -1; give at least 0."
    ),
    (
      MemoryLimits(baseline: BaselineLimit(name: "", tolerance: .percent(5))),
      "A baseline without a name cannot be found again; give it one."
    ),
    (
      MemoryLimits(baseline: BaselineLimit(name: "a", tolerance: .percent(-1))),
      "A baseline's tolerance cannot be -1 %; give 0 % or more."
    ),
  ])
  func whatCannotBeKeptIsRefusedInOneSentence(_ limits: MemoryLimits, _ sentence: String) {
    let refusal = #expect(throws: LimitRefusal.self) { try limits.check() }
    #expect(refusal?.description == sentence)
  }

  @Test func aToleranceThatIsNoNumberIsRefused() {
    let limits = MemoryLimits(baseline: BaselineLimit(name: "a", tolerance: .percent(.nan)))
    #expect(throws: LimitRefusal.self) { try limits.check() }
  }

  @Test func sizesAreBytesByPowersOf1024() {
    #expect(
      [MemorySize.bytes(7), .kibibytes(2), .mebibytes(0.5), .gibibytes(1)].map(\.bytes) == [7, 2048, 524_288, 1 << 30])
    #expect([MemorySize.mebibytes(.nan), .gibibytes(.infinity), .kibibytes(-1)].map(\.bytes) == [0, .max, -1024])
    #expect(MemorySize.kibibytes(1) < .bytes(1025))
  }
}
