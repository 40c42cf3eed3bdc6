// async functions: suspension, async let, groups, streams, isolation.
import MemoryProfiler

@Profiled
func asyncSteps(_ n: Int) async -> Int {
  let a = await later(n)
  let b = await later(a)
  return b
}

@Profiled func later(_ n: Int) async -> Int {
  await Task.yield()
  return n + 1
}

@Profiled func implicitAwait(_ n: Int) async throws -> Int { try await failingLater(n) }

@Profiled
func failingLater(_ n: Int) async throws -> Int {
  await Task.yield()
  if n < 0 { throw Refused(code: n) }
  return n
}

@Profiled
func asyncLet() async throws -> Int {
  async let a = later(1)
  async let b = failingLater(2)
  async let c: Int = {
    let x = await later(3)
    return x
  }()
  return try await a + b + c
}

@Profiled
func group(_ n: Int) async -> Int {
  await withTaskGroup(of: Int.self) { group in
    for i in 0..<n {
      group.addTask {
        let x = await later(i)
        return x * 2
      }
      group.addTask { await later(i) }
      group.addTask {
        await later(i)
      }
    }
    var sum = 0
    for await x in group {
      sum += x
    }
    return sum
  }
}

@Profiled
func throwingGroup() async throws -> Int {
  try await withThrowingTaskGroup(of: Int.self, returning: Int.self) { group in
    group.addTask { try await failingLater(1) }
    var sum = 0
    while let x = try await group.next() { sum += x }
    return sum
  }
}

@Profiled
func stream() async -> [Int] {
  let numbers = AsyncStream<Int> { continuation in
    for i in 0..<3 { continuation.yield(i) }
    continuation.finish()
  }
  var seen: [Int] = []
  for await n in numbers {
    if n == 1 { continue }
    seen.append(n)
  }
  return seen
}

@Profiled
func throwingStream() async throws -> Int {
  let numbers = AsyncThrowingStream<Int, any Error> { continuation in
    continuation.yield(5)
    continuation.finish(throwing: Refused(code: 5))
  }
  var sum = 0
  do {
    for try await n in numbers { sum += n }
  } catch let error as Refused {
    sum += error.code * 10
  }
  return sum
}

@Profiled
func tasks() async -> Int {
  let task = Task {
    let n = await later(4)
    return n
  }
  let detached = Task.detached {
    await later(5)
  }
  return await task.value + detached.value
}

@Profiled @MainActor func onMain() -> Int {
  let n = 3
  return n
}

@Profiled
func hopping() async -> Int {
  let n = await onMain()
  let m = await MainActor.run { n + 1 }
  let k = await MainActor.run {
    let x = m + 1
    return x
  }
  return k
}

@Profiled func isolatedTo(_ account: isolated Account) -> String { account.name() }

@Profiled
func withContinuation() async -> Int {
  await withCheckedContinuation { continuation in
    let n = 7
    continuation.resume(returning: n)
  }
}

@Profiled
func asyncClosures() async throws -> Int {
  let add: (Int) async throws -> Int = { n in
    let x = try await failingLater(n)
    return x + 1
  }
  let twice = { (n: Int) async in
    n * 2
  }
  return try await add(twice(3))
}

@Profiled func sending(_ xs: sending [Int]) async -> Int { xs.count }

@MainActor func checkConcurrency() async throws {
  expect(await asyncSteps(1), 3)
  expect(try await implicitAwait(1), 1)
  expect(try await asyncLet(), 8)
  expect(await group(3), 24)
  expect(try await throwingGroup(), 1)
  expect(await stream(), [0, 2])
  expect(try await throwingStream(), 55)
  expect(await tasks(), 11)
  expect(await hopping(), 5)
  expect(await isolatedTo(Account()), "account")
  expect(await withContinuation(), 7)
  expect(try await asyncClosures(), 7)
  expect(await sending([1]), 1)
}
