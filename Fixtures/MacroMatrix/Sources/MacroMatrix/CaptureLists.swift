// Closures with capture lists: the compiler refuses them in a rewritten body unless they are wrapped.
import MemoryProfiler

@MainActor
final class Owner {
  var n = 3
  var handler: (() -> Int)?

  @Profiled
  func weakly() -> Int {
    let f = { [weak self] in self?.n ?? 0 }
    handler = { [weak self] in
      guard let self else { return 0 }
      return self.n
    }
    return f() + handler!()
  }

  @Profiled func returned() -> () -> Int { { [n] in n } }

  @Profiled
  func passed(_ xs: [Int]) -> [Int] {
    if let first = xs.first(where: { [n] in $0 > n }) { return [first] }
    for x in xs.map({ [n] x in x + n }) where x > 100 {
      return [x]
    }
    switch xs.map({ [n] in $0 + n }).count {
    case 0: return []
    default: break
    }
    return xs.map { [n] x in
      let y = x + n
      return y
    }
  }

  @Profiled
  func inTasks() async throws -> Int {
    let a = await Task { [n] in n }.value
    let b = try await Task { [weak self] in
      let k = self?.n
      return try await failingLater(k ?? 0)
    }.value
    Task { [weak self] in
      self?.n += 0
    }
    var sum = 0
    sum = [a, b].reduce(0) { [n] in $0 + $1 + n }
    sum += [a].map { [sum] in $0 + sum }[0]
    return sum
  }

  @Profiled func unownedSelf() -> Int {
    let f = { [unowned self] () -> Int in
      let m = n
      return m
    }
    return f()
  }
}

@MainActor func checkCaptureLists() async throws {
  let owner = Owner()
  expect(owner.weakly(), 6)
  expect(owner.returned()(), 3)
  expect(owner.passed([1, 2]), [4, 5])
  expect(owner.passed([1, 5]), [5])
  expect(try await owner.inTasks(), 27)
  expect(owner.unownedSelf(), 3)
}
