// Limits that are kept, however much other tests, and other threads, do at the same time.
import Foundation
import MemoryProfilerTesting
import Testing

@Suite struct KeptLimits {
  /// Allocates and leaks in threads of its own, for all the others to see nothing of it.
  @Test(arguments: repetitions) func somebodyElse(_ number: Int) {
    Thread.detachNewThread {
      var blocks: [[UInt8]] = []
      for size in 1...200 { blocks.append(bytes(size * 100)) }
      escape(blocks)
      let node = Node()
      node.next = node
    }
    Thread.sleep(forTimeInterval: 0.001)
  }

  @Test(.memoryLimit(.bytes(100_001)), arguments: repetitions) func peak(_ number: Int) {
    for _ in 0..<10 { escape(bytes(100_000)) }
  }

  @Test(.allocationLimit(count: 11), arguments: repetitions) func allocations(_ number: Int) {
    for _ in 0..<10 { escape(bytes(1000)) }
  }

  @Test(.memoryLimit(.kibibytes(256)), .allocationLimit(count: 2000), arguments: repetitions)
  func childTasks(_ number: Int) async {
    let sum = await withTaskGroup(of: Int.self) { group in
      for size in 1...10 {
        group.addTask {
          await Task.yield()
          return bytes(size * 1000).count
        }
      }
      return await group.reduce(0, +)
    }
    #expect(sum == 55_000 - 320)
  }

  @Test(.noLeaks, arguments: repetitions) func noLeaks(_ number: Int) async {
    let (one, other) = (Node(), Node())
    one.next = other
    other.parent = one
    other.action = { [weak other] in escape(other as Any) }
    other.action?()
    let counter = Counter()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 { group.addTask { _ = await counter.count("some name that is longer than fifteen bytes") } }
    }
    escape(one)
  }

  @Test(.noRetainCycles, .memoryLimit(.mebibytes(1)), .allocationLimit(count: 1000), arguments: repetitions)
  func several(_ number: Int) {
    let nodes = (0..<100).map { _ in Node() }
    for index in 1..<100 { nodes[index].parent = nodes[index - 1] }
    escape(nodes)
  }

  @Test(.growthLimit(.bytes(1), repeats: 5, warmUp: 2), arguments: repetitions) func growth(_ number: Int) {
    Cache.all.withLock { $0["entry \(number) of the cache"] = bytes(10_000) }
  }

  @Test(arguments: repetitions) func parts(_ number: Int) async throws {
    let array = expectMemory(peak: .kibibytes(8), allocations: 2) { bytes(4096) }
    let count = try await expectMemory(peak: .kibibytes(64), leaks: .none) {
      try await Task.sleep(for: .milliseconds(1))
      return bytes(4096).count
    }
    #expect(array.count == count)
  }

  @Test(.noMoreThan(baseline: "kept"), .warmUp(), arguments: repetitions) func baseline(_ number: Int) {
    escape(bytes(hasMore ? 12_000 : 10_000))
  }

  @Test(.noMoreThan(baseline: "steady", tolerance: .percent(1))) func anotherBaseline() { escape(bytes(5000)) }
}

@Suite(.warmUp(), .countingAllThreads) struct TestsWithoutLimits {
  @Test func nothingIsMeasured() { escape(bytes(1000)) }
}

@Suite(.memoryLimit(.mebibytes(1)), .noLeaks) struct KeptLimitsOfASuite {
  @Test(arguments: repetitions) func one(_ number: Int) { escape(bytes(1 << 19)) }
  @Test(.allocationLimit(count: 2), .memoryLimit(.mebibytes(1)), arguments: repetitions) func two(_ number: Int) {
    escape(bytes(1 << 19))
  }
}
