// Local functions, types, lazy and computed variables, property wrappers.
import MemoryProfiler

@propertyWrapper
struct Clamped {
  var wrappedValue: Int { didSet { wrappedValue = min(wrappedValue, 10) } }
}

@Profiled
func localFunctions(_ n: Int) -> Bool {
  func isEven(_ n: Int) -> Bool {
    if n == 0 { return true }
    return isOdd(n - 1)
  }
  func isOdd(_ n: Int) -> Bool {
    n == 0 ? false : isEven(n - 1)
  }
  func generic<T>(_ x: T) -> [T] {
    [x]
  }
  let before = used(n)
  func used(_ m: Int) -> Int {
    return m + 0
  }
  return isEven(before) && generic(n).count == 1
}

@Profiled
func localAsync(_ n: Int) async throws -> Int {
  func step(_ n: Int) async throws -> Int {
    let a = await later(n)
    return a
  }
  @Sendable func apart(_ n: Int) async -> Int {
    await later(n)
  }
  async let b = apart(n)
  return try await step(n) + b
}

@Profiled
func passedAsValue(_ xs: [Int]) -> [Int] {
  func double(_ n: Int) -> Int {
    let m = n * 2
    return m
  }
  return xs.map(double)
}

@Profiled
func localTypes() -> Int {
  struct Pair {
    var a: Int
    var sum: Int {
      let s = a + a
      return s
    }
  }
  enum Kind { case one }
  final class Counter {
    var n = 0
    func next() -> Int {
      n += 1
      return n
    }
  }
  typealias Number = Int
  let kind = Kind.one
  if case .one = kind { return Number(Pair(a: 2).sum + Counter().next()) }
  return 0
}

@Profiled
func localVariables() -> Int {
  lazy var slow = {
    let x = 5
    return x
  }()
  var computed: Int {
    let x = slow
    return x + 1
  }
  @Clamped var clamped = 3
  clamped = 30
  var observed = 1 {
    didSet {
      clamped = observed
    }
  }
  observed = 4
  let (a, b) = (1, 2)
  let c = 3
  return computed + clamped + a + b + c
}

@Profiled
func lateInitialization(_ n: Int) -> Int {
  let x: Int
  if n > 1 {
    x = 1
  } else {
    x = 2
  }
  let y: Int
  do {
    y = try failing(n)
  } catch {
    return -1
  }
  return x + y
}

@Profiled
func inner() -> Int {
  @Profiled func nested(_ n: Int) -> Int {
    let m = n + 1
    return m
  }
  return nested(1)
}

@MainActor func checkLocalDeclarations() async throws {
  expect(localFunctions(4), true)
  expect(try await localAsync(1), 4)
  expect(passedAsValue([1, 2]), [2, 4])
  expect(localTypes(), 5)
  expect(localVariables(), 16)
  expect(lateInitialization(2), 3)
  expect(lateInitialization(1), -1)
  expect(inner(), 2)
}
