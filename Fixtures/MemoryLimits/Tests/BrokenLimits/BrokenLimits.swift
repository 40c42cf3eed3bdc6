// Limits that are not kept. What their failures must say stands in Expected/BrokenLimits.txt.
import Foundation
import MemoryProfilerTesting
import Testing

@Suite struct BrokenLimits {
  @Test(.memoryLimit(.kibibytes(2))) func aLimitThatIsReachedIsNotKept() {
    escape(bytes(2048))
  }

  @Test(.memoryLimit(.kibibytes(10)), .warmUp()) func theFiveLargestLinesAreShown() {
    let a = [UInt8](repeating: 1, count: 3_000 - 32)
    let b = [UInt8](repeating: 1, count: 5_000 - 32)
    let c = [UInt8](repeating: 1, count: 8_000 - 32)
    let d = UnsafeMutablePointer<UInt8>.allocate(capacity: 12_000)
    let e = [UInt8](repeating: 1, count: 15_000 - 32)
    let f = [UInt8](repeating: 1, count: 20_000 - 32)
    escape(a)
    escape(b)
    escape(c)
    escape(d)
    escape(e)
    escape(f)
    d.deallocate()
  }

  @Test(.allocationLimit(count: 100)) func allocationsAreCounted() {
    for _ in 0..<100 { escape(bytes(1000)) }
  }

  @Test(.memoryLimit(.kibibytes(1)), .allocationLimit(count: 2)) func eachBrokenLimitIsAFailure() {
    let first = bytes(4000)
    let second = bytes(4000)
    escape(first)
    escape(second)
  }

  @Test(.growthLimit(.bytes(1000), repeats: 10, warmUp: 2)) func whatIsKeptGrows() {
    escape(UnsafeMutableRawPointer.allocate(byteCount: 1000, alignment: 16))
    escape(bytes(50_000))
  }

  @Test(.growthLimit(.kibibytes(1), repeats: 3), .memoryLimit(.bytes(4000))) func otherLimitsHoldForEachRun() {
    escape(bytes(4000))
  }

  @Test(.warmUp(), .memoryLimit(.kibibytes(1))) func runsThatWarmUpAreNotMeasured() {
    escape(
      bytes(
        Warm.up.withLock { runs in
          runs += 1
          return runs == 1
        } ? 100_000 : 4000))
  }

  // MARK: Leaks

  @Test(.noLeaks) func cyclesOfClassesAreLeaks() {
    for _ in 0..<20 { makeFamily() }
  }

  @Test(.noRetainCycles) func closuresThatCaptureTheirOwnerAreRetainCycles() {
    for _ in 0..<20 { makeScreen() }
    forgetBlock()
  }

  @Test(.noLeaks) func whatNobodyDeallocatedIsALeak() {
    for _ in 0..<20 { forgetBlock() }
  }

  @Test(.noLeaks(suppressing: [.type("*.Screen")])) func suppressedLeaksAreNotReported() {
    for _ in 0..<20 {
      makeScreen()
      makeFamily()
    }
  }

  // MARK: Tasks, threads, cases, parts

  @Test(.memoryLimit(.kibibytes(30))) func childTasksCount() async {
    await withTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<4 { group.addTask { bytes(10_000) } }
      var all: [[UInt8]] = []
      for await one in group { all.append(one) }
      escape(all)
    }
  }

  @Test(.memoryLimit(.bytes(10_000)), arguments: [1000, 10_000, 2000]) func aCaseBreaksItsLimitAlone(_ size: Int) {
    escape(bytes(size))
  }

  @Test func partsHaveLimitsOfTheirOwn() async throws {
    expectMemory(peak: .kibibytes(1)) { escape(bytes(4000)) }
    await expectMemory(allocations: 3) {
      for _ in 0..<3 { escape(bytes(1000)) }
      await Task.yield()
    }
  }

  @Test(.memoryLimit(.kibibytes(1))) func aTestThatThrowsIsNotMeasured() throws {
    escape(bytes(4000))
    throw Wrong()
  }

  // MARK: What cannot be checked

  @Test(.memoryLimit(.kibibytes(1)), .memoryLimit(.kibibytes(2))) func limitsOfOneKindMustAgree() {
    Issue.record("It runs.")
  }

  @Test(.allocationLimit(count: 0)) func aLimitOfNothingIsRefused() {}

  @Test func aPartWithoutLimitsIsRefused() { expectMemory { escape(bytes(1000)) } }

  @Test(.noMoreThan(baseline: "nobody's")) func aBaselineMustHaveBeenRecorded() {}
}

@Suite(.allocationLimit(count: 2)) struct BrokenLimitsOfASuite {
  @Test func aSuitesLimitHoldsForEachOfItsTests() {
    for _ in 0..<2 { escape(bytes(1000)) }
  }

  @Test(.allocationLimit(count: 100)) func aSuitesLimitAndATestsMustAgree() {}
}

@Suite(.serialized) struct BrokenLimitsOfAllThreads {
  @Test(.countingAllThreads, .memoryLimit(.mebibytes(10))) func threadsCountWhereTheyAreAskedFor() {
    let ended = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      escape(bytes(20 << 20))
      ended.signal()
    }
    ended.wait()
  }
}
