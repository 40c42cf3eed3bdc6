// Statements one after the other, and what a body's last line may be.
import MemoryProfiler

@Profiled
func straight(_ n: Int) -> Int {
  let a = n + 1
  var b = a * 2  // a comment with "quotes" and \#(hashes)
  b -= 1
  return b
}

@Profiled func oneLine(_ n: Int) -> Int { n * 3 }

@Profiled(columns: .classic, precision: 2, output: .standardError, report: .eachCall)
func implicitReturn(
  _ n: Int
) -> Int {
  n + 4
}

@Profiled
func nothing() {}

@Profiled
func noValue(_ n: inout Int) {
  n += 1
}

@Profiled
func multiline() -> String {
  let text = """
    first
      second
    """
  return text
}

@Profiled
func loops(_ xs: [Int]) -> Int {
  var sum = 0
  for x in xs {
    if x == 2 { continue }
    sum += x
    if x > 10 {
      break
    }
  }
  outer: while sum < 100 {
    sum += 10
    for i in 0..<3 where i != 1 {
      if sum > 50 { continue outer }
      sum += i
    }
    repeat { sum += 1 } while sum % 7 != 0
  }
  return sum
}

@Profiled
func closures(_ xs: [Int]) -> [Int] {
  let ys = xs.map {
    $0 * 2
  }
  let zs = ys.map { y in
    let z = y + 1
    return z
  }
  return zs.filter { $0 > 3 }
}

func loopsTruth(_ xs: [Int]) -> Int {
  var sum = 0
  for x in xs {
    if x == 2 { continue }
    sum += x
    if x > 10 {
      break
    }
  }
  outer: while sum < 100 {
    sum += 10
    for i in 0..<3 where i != 1 {
      if sum > 50 { continue outer }
      sum += i
    }
    repeat { sum += 1 } while sum % 7 != 0
  }
  return sum
}

