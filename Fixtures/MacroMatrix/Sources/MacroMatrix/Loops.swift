// Loops of every kind, left in every way.
import MemoryProfiler

@Profiled
func forLoop(_ xs: [Int]) -> Int {
  var sum = 0
  for x in xs where x != 5 {
    if x == 2 { continue }
    sum += x
    if x > 10 {
      break
    }
  }
  for _ in xs {}
  for x in xs { sum += x }
  return sum
}

@Profiled
func whileLoop(_ limit: Int) -> Int {
  var n = 0
  while n < limit,
    n != 7
  {
    n += 1
  }
  while true {
    n += 1
    if n % 5 == 0 { return n }
  }
}

@Profiled
func repeatLoop() -> Int {
  var n = 0
  repeat {
    n += 1
    if n == 3 { continue }
  } while n < 5
  repeat { n += 10 } while n < 30
  return n
}

@Profiled
func labelled(_ rows: [[Int]]) -> Int {
  var sum = 0
  rows: for row in rows {
    for cell in row {
      switch cell {
      case 0: continue rows
      case 9: break rows
      case 5:
        break
      default:
        sum += cell
      }
      block: do {
        if cell == 4 { break block }
        sum += 100
      }
    }
    sum += 1000
  }
  return sum
}

@Profiled
func alwaysLeaves(_ xs: [Int]) -> Int {
  for x in xs {
    if x > 1 { return x } else { break }
  }
  for x in xs {
    switch x {
    case 1: return 1
    default: return 2
    }
  }
  return 0
}

@Profiled
func deferInLoop() -> [Int] {
  var order: [Int] = []
  for i in 0..<3 {
    defer { order.append(i * 10) }
    if i == 1 { continue }
    order.append(i)
  }
  return order
}

@Profiled
func casePatterns(_ xs: [Int?]) -> Int {
  var sum = 0
  for case let x? in xs { sum += x }
  var iterator = xs.makeIterator()
  while case let x?? = iterator.next() {
    sum += x
  }
  return sum
}

@MainActor func checkLoops() {
  expect(forLoop([1, 2, 5, 11, 7]), 38)
  expect(whileLoop(3), 5)
  expect(whileLoop(9), 10)
  expect(repeatLoop(), 35)
  expect(labelled([[1, 4], [2, 0, 8], [5, 9, 1]]), 1307)
  expect(alwaysLeaves([3]), 3)
  expect(alwaysLeaves([1]), 1)
  expect(deferInLoop(), [0, 0, 10, 2, 20])
  expect(casePatterns([1, 2, nil, 4]), 10)
}
