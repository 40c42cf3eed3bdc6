import Testing

@testable import MemoryProfiler

@Test func theMaximumIsThatOfAllSamples() {
  let samples = [5, 9, 7].map { MemorySamples.Sample(time: .seconds($0), resident: $0) }
  #expect(MemorySamples(samples).maximum == 9)
  #expect(MemorySamples().maximum == 0)
}

@Test func aTimeoutAsksForAsManySamplesAsMemoryProfilerTakes() {
  func limit(_ timeout: Duration?) -> Int? { SamplingPlan(interval: .milliseconds(100), timeout: timeout).limit }
  #expect(limit(.seconds(1)) == 10)
  #expect(limit(.milliseconds(250)) == 2)
  #expect(limit(.milliseconds(260)) == 3)
  #expect(limit(.zero) == 1)
  #expect(limit(.seconds(-1)) == 1)
  #expect(limit(nil) == nil)
}

@Test(arguments: [Duration.zero, .seconds(-5), .nanoseconds(1)])
func anIntervalBelowTheShortestIsTheShortest(_ interval: Duration) {
  #expect(SamplingPlan(interval: interval, timeout: nil).intervalNanoseconds == 100_000)
}

@Test func anIntervalOfAgesIsAYear() {
  #expect(SamplingPlan(interval: .seconds(Int64.max), timeout: .seconds(Int64.max)).limit == 1)
}
