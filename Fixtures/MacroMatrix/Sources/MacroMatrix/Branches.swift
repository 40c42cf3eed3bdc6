// if, guard, switch, do and defer: as statements.
import MemoryProfiler

struct Refused: Error, Equatable { var code = 0 }

@Profiled
func branches(_ n: Int?) -> String {
  guard let n else { return "nil" }
  guard n != 1,
    n != 2
  else {
    return "small"
  }
  if n < 0 {
    return "negative"
  } else if n == 10,
    let text = Optional("ten")
  {
    return text
  } else if #available(macOS 10.15, *), n == 11 {
    return "eleven"
  } else {
    print("", terminator: "")
  }
  if n == 12 { return "twelve" } else if n == 13 { return "thirteen" }
  return "other"
}

@Profiled
func switches(_ n: Int) -> [Int] {
  var seen: [Int] = []
  switch n {
  case 0:
    seen.append(0)
    fallthrough
  case 1: seen.append(1)
  case let x where x > 100: seen.append(x)
  case 2, 3:
    let y = n * 2
    seen.append(y)
  #if os(Linux)
  case 4: seen.append(44)
  #endif
  default: break
  }
  return seen
}

@Profiled
func failing(_ n: Int) throws -> Int {
  if n == 1 { throw Refused(code: 1) }
  defer { print("", terminator: "") }
  return n
}

@Profiled
func catching(_ n: Int) -> Int {
  do {
    let value = try failing(n)
    return value
  } catch let error as Refused where error.code == 2 {
    return -2
  } catch is Refused {
    return -1
  } catch {
    return -3
  }
}

@Profiled
func defers() -> [Int] {
  var order: [Int] = []
  do {
    defer {
      order.append(1)
      order.append(2)
    }
    defer { order.append(0) }
    order.append(-1)
  }
  return order
}

@Profiled
func conditional() -> Int {
  var n = 1
  #if os(Linux)
  n += 1
  let k = 3
  #else
  let k = 3
  #endif
  n += k
  return n
}

@Profiled
func conditionalValue() -> Int {
  #if os(Linux)
  5
  #else
  5
  #endif
}

@Profiled
func conditionalBeforeValue(_ xs: [Int]) -> [Int] {
  #if os(Windows)
  let xs = xs.reversed()
  #endif
  xs.map { x in
    #if os(Windows)
    let y = x
    return y
    #else
    x + 1
    #endif
  }
}

@MainActor func checkBranches() {
  expect(branches(nil), "nil")
  expect(branches(2), "small")
  expect(branches(-2), "negative")
  expect(branches(10), "ten")
  expect(branches(11), "eleven")
  expect(branches(13), "thirteen")
  expect(branches(14), "other")
  expect(switches(0), [0, 1])
  expect(switches(3), [6])
  expect(switches(101), [101])
  expect(switches(4), [44])
  expect(switches(5), [])
  expect(catching(0), 0)
  expect(catching(1), -1)
  expect(defers(), [-1, 0, 1, 2])
  expect(conditional(), 5)
  expect(conditionalValue(), 5)
  expect(conditionalBeforeValue([1]), [2])
}
