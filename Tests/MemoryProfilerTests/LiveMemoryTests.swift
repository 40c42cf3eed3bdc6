// What needs a kernel. Other tests run beside these: RSS is bounded here by what a body surely holds; the exact figures
// are the fixture program Usage's, which has a process of its own.
#if os(Linux) && !MEMORY_PROFILER_FALLBACK
import Glibc
import Testing

@testable import MemoryProfiler

private let mebibyte = 1 << 20

/// Memory with every page written, until the end of `body`.
private func withTouched<R>(_ count: Int, _ body: () throws -> R) rethrows -> R {
  let block = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 16)
  memset(block, 1, count)
  defer { block.deallocate() }
  return try body()
}

private struct Refusal: Error {}

@Suite struct LiveMemoryTests {
  @Test func thePeakHoldsWhatTheBodyTouched() {
    let (result, memory) = measureMemory { withTouched(64 * mebibyte) { 42 } }
    #expect(result == 42)
    #expect(memory.peak >= 64 * mebibyte)
    #expect(memory.description.hasPrefix("peak memory: ") && memory.description.hasSuffix(" MiB"))
  }

  @Test func anErrorOfTheBodyIsThrownOn() async {
    #expect(throws: Refusal.self) { try measureMemory { throw Refusal() } }
    #expect(throws: Refusal.self) { try memoryUsage(of: { throw Refusal() }) }
    await #expect(throws: Refusal.self) {
      try await measureMemory {
        await Task.yield()
        throw Refusal()
      }
    }
  }

  @Test func asyncBodiesAreMeasured() async {
    let (result, memory) = await measureMemory {
      await Task.yield()
      return withTouched(64 * mebibyte) { 43 }
    }
    #expect(result == 43)
    #expect(memory.peak >= 64 * mebibyte)
    let (other, usage) = await memoryUsage(of: {
      await Task.yield()
      return 44
    })
    #expect(other == 44)
    #expect(usage.samples.count >= 2)
  }

  @Test func samplesOfAClosureBeginAtZeroAndAscend() {
    let (_, usage) = memoryUsage(of: { withTouched(64 * mebibyte) { usleep(20_000) } }, interval: .milliseconds(1))
    #expect(usage.samples.first?.time == .zero)
    #expect(zip(usage.samples, usage.samples.dropFirst()).allSatisfy { $0.time <= $1.time })
    #expect(usage.maximum >= 64 * mebibyte)
  }

  @Test func aTimeoutEndsTheSamplesAndNotTheBody() {
    let (result, usage) = memoryUsage(of: { 45 }, interval: .seconds(1), timeout: .seconds(1))
    #expect(result == 45)
    #expect(usage.samples.count == 1)
  }

  @Test func partsSumToRSSAndArenasAreMallocs() throws {
    let breakdown = try MemoryUsage.current.breakdown()
    let parts =
      breakdown.live + breakdown.retained + breakdown.mappedFiles + breakdown.anonymousMaps + breakdown.threadStacks
      + breakdown.tracer + breakdown.unexplained
    #expect(parts == breakdown.resident)
    #expect(breakdown.resident > 0 && breakdown.live > 0 && breakdown.mappedFiles > 0)
    #expect(!breakdown.liveIsTraced)
    #expect(breakdown.liveRemark == "by malloc's own count: the program does not link the product MemoryProfiler")
  }
}
#endif
