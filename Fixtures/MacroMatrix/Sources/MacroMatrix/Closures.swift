// Closures in every position: those that can carry a lane and those that must stay as they are.
import MemoryProfiler

#if canImport(Glibc)
import Glibc
#endif

// swift-format-ignore: ReplaceForEachWithForLoop
@Profiled
func transforms(_ xs: [Int]) -> [Int] {
  let ys = xs.map {
    $0 * 2
  }
  let zs = ys.map { y in
    let z = y + 1
    return z
  }
  let us = zs.compactMap { z -> Int? in
    if z % 3 == 0 { return nil }
    return z
  }
  var total = 0
  us.forEach {
    total += $0
  }
  let set = us.reduce(into: Set<Int>()) { set, u in
    set.insert(u)
  }
  let named = us.sorted(by: { a, b in
    a > b
  })
  return named.filter { $0 > 3 } + [total, set.count]
}

@Profiled
func nested(_ xs: [[Int]]) -> Int {
  xs.map { row in
    row.map { cell in
      let n = cell * 2
      return n
    }.reduce(0) { sum, n in
      sum + n
    }
  }.reduce(
    0,
    { a, b in
      let c = a + b
      return c
    })
}

@Profiled
func calledAtOnce(_ n: Int) -> Int {
  let a = {
    let b = n + 1
    return b
  }()
  let c: Int = {
    n * 2
  }()
  return a + c
}

@Profiled
func escaping() -> () -> Int {
  var n = 0
  return {
    n += 1
    return n
  }
}

@Profiled
func throwing(_ xs: [Int]) throws -> [Int] {
  try xs.map {
    try failing($0)
  }
  .map { x in
    guard x != 2 else { throw Refused(code: 2) }
    return x
  }
}

@Profiled
func sortedByC(_ xs: [Int32]) -> [Int32] {
  var xs = xs
  qsort(&xs, xs.count, 4) { a, b in
    let x = a!.load(as: Int32.self)
    let y = b!.load(as: Int32.self)
    return x < y ? -1 : 1
  }
  let order: @convention(c) (Int32) -> Int32 = { n in
    let m = n + 1
    return m
  }
  return xs.map { order($0) }
}

struct CTable {
  var add: @convention(c) (Int) -> Int
  init(add: @escaping @convention(c) (Int) -> Int, _ times: Int) { self.add = add }
  @Profiled
  init() {
    self.init(
      add: {
        abs($0)
      }, 1)
  }
}

@Profiled
func twoTrailing(_ n: Int) -> String {
  choose(n) {
    let x = n + 1
    return "\(x)"
  } otherwise: {
    "none"
  }
}

func choose(_ n: Int, then first: () -> String, otherwise second: () -> String) -> String {
  n > 1 ? first() : second()
}

@Profiled
func stored() -> Int {
  let table: [String: (Int) -> Int] = [
    "double": { $0 * 2 },
    "square": { n in
      let m = n * n
      return m
    },
  ]
  return table["square"]!(4) + table["double"]!(1)
}

@Profiled
func branching(_ xs: [Int]) -> [String] {
  xs.map { x in
    if x > 1 {
      "many"
    } else {
      "one"
    }
  }
    + xs.map { x in
      switch x {
      case 1: return "uno"
      default: return "mucho"
      }
    }
}

@Profiled
func contextual(_ xs: [Int]) -> [Int?] {
  let sizes: [Size] = xs.map { _ in
    .small
  }
  let empty: [Int?] = sizes.map { _ in
    nil
  }
  let ones: [UInt8] = xs.map { _ in
    1
  }
  let closures: [(Int) -> Int] = xs.map { x in
    { $0 + x }
  }
  let optional: [Int?] = xs.map {
    abs($0)
  }
  return empty + [Int(ones[0]), closures[0](1)] + optional
}

// swift-format-ignore: ReplaceForEachWithForLoop
@Profiled
func voids(_ xs: [Int]) -> Int {
  var set: Set<Int> = []
  xs.forEach {
    set.insert($0)
  }
  xs.forEach { x in
    set.insert(x + 1)
    set.insert(x + 2)
  }
  let discard: () -> Void = {
    attributed()
  }
  discard()
  return set.count
}

@Profiled
func inoutParameter() -> Int {
  let change: (inout Int) -> Void = { n in
    n += 1
    n *= 2
  }
  var n = 1
  change(&n)
  return n
}

@MainActor func checkClosures() throws {
  expect(transforms([1, 2, 3]), [7, 5, 12, 2])
  expect(nested([[1, 2], [3]]), 12)
  expect(calledAtOnce(2), 7)
  let count = escaping()
  expect(count() + count(), 3)
  expect(try throwing([0, 3]), [0, 3])
  expect((try? throwing([2])) == nil, true)
  expect(sortedByC([3, 1]), [2, 4])
  expect(CTable().add(-2), 2)
  expect(twoTrailing(2), "3")
  expect(stored(), 18)
  expect(branching([1, 2]), ["one", "many", "uno", "mucho"])
  expect(contextual([1]), [nil, 1, 2, 1])
  expect(voids([1, 2]), 4)
  expect(inoutParameter(), 4)
}
