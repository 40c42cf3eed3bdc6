#if canImport(Testing)
import MemoryProfiler
import Testing

/// A limit for the memory of a test, or, at a suite, of each of its tests.
///
/// What is measured is what the test itself allocates: its task and the tasks that it starts, but not detached ones, not threads and not
/// Dispatch queues; nothing of what other tests do at the same time. `.countingAllThreads` changes that.
///
/// Several may stand at one test. Two of a kind with different values are refused: the test does not run and fails with a sentence.
/// What a test is limited to it must stay below: with a limit of 2 KiB, one that takes exactly 2 KiB fails.
///
/// With `MEMORY_PROFILER=off`, and elsewhere than on Linux, tests run unmeasured.
public struct MemoryTrait: TestTrait, SuiteTrait {
  private final class Identity: Sendable {}
  private let identity = Identity()
  let limit: MemoryLimit

  /// The tests in a suite have it, too.
  public var isRecursive: Bool { true }

  init(_ limit: MemoryLimit) { self.limit = limit }

  func isSame(as other: MemoryTrait) -> Bool { identity === other.identity }
}

extension Trait where Self == MemoryTrait {
  /// The highest number of bytes that the test's own blocks may have at one time. Blocks from before its start do not count, nor does
  /// releasing them.
  public static func memoryLimit(_ peak: MemorySize) -> Self { MemoryTrait(.peak(peak)) }

  /// How many blocks the test may allocate, released ones included.
  public static func allocationLimit(count: Int) -> Self { MemoryTrait(.allocations(count)) }

  /// By how much the live memory of the test may grow while it is repeated: runs it `warmUp` times, which fills caches, then `repeats`
  /// times, and compares the bytes of its blocks that are live at the end with those after warming up.
  ///
  /// Other limits at such a test hold for each of the repeated runs.
  public static func growthLimit(_ growth: MemorySize, repeats: Int = 10, warmUp: Int = 1) -> Self {
    MemoryTrait(.growth(GrowthLimit(size: growth, repeats: repeats, warmUp: warmUp)))
  }

  /// Nothing that the test allocated may be left behind that nothing reaches any more.
  ///
  /// A reported leak is real. That none is reported does not prove that there is none: see `HeapGraph`. Stops all threads for some
  /// milliseconds at the end of the test.
  public static var noLeaks: Self { MemoryTrait(.leaks(.none)) }

  /// The same, but for known leaks.
  public static func noLeaks(suppressing suppressions: [LeakSuppression]) -> Self {
    MemoryTrait(.leaks(.none(suppressing: suppressions)))
  }

  /// No objects that the test allocated may be left behind that keep each other alive. Other leaks are not looked for.
  public static var noRetainCycles: Self { MemoryTrait(.leaks(.noRetainCycles)) }

  /// The same, but for known ones.
  public static func noRetainCycles(suppressing suppressions: [LeakSuppression]) -> Self {
    MemoryTrait(.leaks(.noRetainCycles(suppressing: suppressions)))
  }

  /// Peak and allocations may be no more than what was recorded under this name, by so much at most.
  ///
  /// Baselines stand in `Tests/<module>.memory.json`, for debug and release builds apart. Run the tests with
  /// `MPROF_RECORD_BASELINES=1` to record them: those that are missing, and those that changed by more than the tolerance; the
  /// tests of baselines then pass. Of a test with arguments the largest case counts.
  public static func noMoreThan(baseline name: String, tolerance: Tolerance = .percent(5)) -> Self {
    MemoryTrait(.baseline(BaselineLimit(name: name, tolerance: tolerance)))
  }

  /// Runs the test so many times before it is measured.
  ///
  /// What is made once in a process (caches, global variables, type metadata, a formatter's tables) counts for the test that comes first,
  /// and which one that is nobody knows: tight limits and baselines want one run to warm up.
  public static func warmUp(runs: Int = 1) -> Self { MemoryTrait(.warmUp(runs)) }

  /// What all threads do while the test runs counts for its limits: for code that works on queues, event loops or threads of its own.
  /// Let nothing else run at the same time: `.serialized` at the outermost suite, or `swift test --no-parallel`.
  public static var countingAllThreads: Self { MemoryTrait(.allThreads) }
}
#endif
