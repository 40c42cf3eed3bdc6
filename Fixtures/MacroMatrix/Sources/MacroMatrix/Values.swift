// if and switch as expressions, and bodies of one expression.
import MemoryProfiler

enum Size {
  case small
  case large(Int)
}

@Profiled
func ifValue(_ n: Int) -> String {
  let a =
    if n > 1 {
      String(n)
    } else if n == 0 {
      "zero"
    } else {
      String(describing: n)
    }
  let b: Double = if n > 1 { 2 } else { 0.5 }
  let c: Int? =
    if n > 1 {
      nil
    } else {
      max(n, 3)
    }
  return a + " \(b) \(c ?? -1)"
}

@Profiled
func implicitIf(_ n: Int) -> Size {
  if n > 10 {
    .large(n)
  } else {
    .small
  }
}

@Profiled
func implicitSwitch(_ size: Size) throws -> Int {
  switch size {
  case .small: 1
  case .large(let n) where n > 100:
    throw Refused(code: n)
  case .large(let n):
    max(n, 2)
  }
}

@Profiled
func nestedValues(_ n: Int) -> String? {
  let text =
    switch n {
    case 0:
      if n > 1 { "a" } else { String?.none }
    case 1:
      switch n {
      case 1:
        String(n)
      default: "b"
      }
    default:
      "c"
    }
  return text
}

/// The last word would begin a declaration if it stood before another line.
@Profiled func lastWord(_ postfix: Int) -> Int {
  print("", terminator: "")
  return postfix
}

@Profiled
func statementIf(_ n: Int) -> Int {
  if n > 1 { return 1 } else { return 2 }
}

@Profiled
func statementSwitch(_ n: Int) -> Int {
  switch n {
  case 1: return 10
  default:
    let x = n * 2
    return x
  }
}

@Profiled
func stop() -> Never {
  fatalError("stopped")
}

func unfinished(_ why: String) -> Never { fatalError(why) }

@Profiled func notYet() -> Int { unfinished("later") }
@Profiled func notYetEither() -> [String: Int] { fatalError() }
@Profiled func neverAtAll() -> Never {
  let n = 1
  unfinished("\(n)")
}

@Profiled func literal() -> [Double] { [1, 2] }
@Profiled func empty() -> [String: Int] { [:] }
@Profiled func none() -> Int? { nil }
@Profiled func wrapped() -> Int? { abs(-3) }
@Profiled func implicitMember() -> Size { .small }
@Profiled func implicitCall() -> [Int] { .init(repeating: 1, count: 2) }
@Profiled func erased() -> Any { abs(-3) }
@Profiled func tuple() -> (Int, name: String) { (1, "x") }
@Profiled func chained(_ xs: [Int]) -> [Int] {
  xs
    .map { $0 + 1 }
    .filter { $0 > 2 }
}
@Profiled func ternary(_ n: Int) -> Int { n > 1 ? n : -n }
@Profiled func forced(_ s: String) -> Int { Int(s)! }
@Profiled func cast(_ x: Any) -> Int? { x as? Int }
@Profiled func returnsClosure() -> (Int) -> Int { { $0 + 1 } }
@Profiled func key() -> KeyPath<String, Int> { \.count }
@Profiled func void() { print("", terminator: "") }

@MainActor func checkValues() throws {
  expect(ifValue(2), "2 2.0 -1")
  expect(ifValue(0), "zero 0.5 3")
  if case .large(11) = implicitIf(11) {} else { expect(0, 1) }
  expect(try implicitSwitch(.small), 1)
  expect(try implicitSwitch(.large(7)), 7)
  expect((try? implicitSwitch(.large(101))) == nil, true)
  expect(nestedValues(0), nil)
  expect(nestedValues(1), "1")
  expect(lastWord(2), 2)
  expect(statementIf(3), 1)
  expect(statementSwitch(4), 8)
  expect(literal(), [1, 2])
  expect(empty(), [:])
  expect(none(), nil)
  expect(wrapped(), 3)
  expect(implicitCall(), [1, 1])
  expect(erased() as? Int, 3)
  expect(tuple().name, "x")
  expect(chained([1, 2, 3]), [3, 4])
  expect(ternary(0), 0)
  expect(forced("12"), 12)
  expect(cast(3), 3)
  expect(returnsClosure()(2), 3)
  expect("abc"[keyPath: key()], 3)
  void()
}
