// Statements one after the other, and what a body's last line may be.
import MemoryProfiler

// swift-format-ignore: NoBlockComments
@Profiled
func straight(_ n: Int) -> Int {
  let a = n + 1
  var b = a * 2  // a comment with "quotes", \(interpolation) and \#(hashes)
  b -= 1
  b += 2
  /* a comment
     of two lines */ b += 1
  return b
}

@Profiled func onOneLine(_ n: Int) -> Int { n * 3 }

@Profiled(columns: .classic, precision: 2, output: .standardError, report: .eachCall)
func withOptions(
  _ n: Int
) -> Int {
  n + 4
}

@Profiled(
  columns: [.traced, .allocations],  // a comment
  output: .handler { table in
    let text = table
    handled(text)
  },
  report: .eachCall)
func withHandler(_ n: Int) -> Int {
  let m = #profile(
    output: .handler { table in
      handled(table)
    }
  ) {
    let k = n
    return k
  }
  return m
}

nonisolated(unsafe) var tables = 0
func handled(_ table: String) { tables += 1 }

@Profiled
func nothing() {}

@Profiled
func onlyAComment() {
  // nothing
}

@Profiled
func multilineString(_ name: String) -> String {
  let text = """
    first
      \(name)
    """
  return text
}

@Profiled func withDefaults(_ a: Int = 1, b: String = "b") -> String { b + String(a) }

@Profiled func variadic(_ xs: Int...) -> Int { xs.count }

@Profiled @discardableResult func attributed() -> Int { 5 }

@MainActor func checkStraightCode() {
  expect(straight(1), 6)
  expect(onOneLine(2), 6)
  expect(withOptions(3), 7)
  expect(withHandler(2), 2)
  expect(tables, 2)
  nothing()
  onlyAComment()
  expect(multilineString("x"), "first\n  x")
  expect(withDefaults(), "b1")
  expect(variadic(1, 2, 3), 3)
  attributed()
}
