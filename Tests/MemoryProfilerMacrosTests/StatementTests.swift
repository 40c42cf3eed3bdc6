#if Macros
import Testing

@testable import MemoryProfilerMacros

@Suite struct StatementTests {
  @Test func eachStatementHasAProbeOnItsOwnLine() throws {
    let lines = try rewrittenLines(
      """
      @Profiled func f() {
        let a = 1
        print(a); print(a)
      }
      """)
    #expect(
      lines == [
        "  let _: Void = _lineProbe.line(2); let a = 1",
        "  let _: Void = _lineProbe.line(3); print(a); print(a);",
      ])
  }

  @Test func aBodyOfOneExpressionReturnsIt() throws {
    let lines = try rewrittenLines("@Profiled func f(_ n: Int) -> Int {\n  n + 1\n}")
    #expect(lines == ["  let _: Void = _lineProbe.line(2); return n + 1;"])
  }

  /// `return unfinished()` does not compile in a function of Int when `unfinished` returns Never.
  @Test func aCallThatMayReturnNeverKeepsItsMeaning() throws {
    let lines = try rewrittenLines("@Profiled func f() -> Int {\n  unfinished()\n}")
    #expect(lines == ["  let _: Void = _lineProbe.line(2); return switch () { default: unfinished() };"])
  }

  @Test func theHeaderOfALoopCountsEachIterationThatEnds() throws {
    let lines = try rewrittenLines(
      """
      @Profiled func f(_ xs: [Int]) {
        for x in xs {
          if x == 0 { continue }
          print(x)
        }
      }
      """)
    #expect(
      lines == [
        "  let _: Void = _lineProbe.line(2); for x in xs { _iteration1: do {",
        "    let _: Void = _lineProbe.line(3); if x == 0 { break _iteration1 }",
        "    let _: Void = _lineProbe.line(4); print(x)",
        "  }; let _: Void = _lineProbe.iterated(2) };",
      ])
  }

  @Test func aContinueOfAnOuterLoopEndsTheOuterIteration() throws {
    let body = try expandedBody(
      "@Profiled func f() {\n  outer: for a in b {\n    for c in d {\n      continue outer\n    }\n  }\n}")
    #expect(body.contains("for a in b { _iteration1: do {"))
    #expect(body.contains("_lineProbe.line(4); break _iteration1"))
    #expect(!body.contains("iterated(3)"), "no iteration of the inner loop ends by itself")
  }

  @Test func aLoopThatNeverComesBackHasNothingAfterItsBody() throws {
    let body = try expandedBody(
      "@Profiled func f(_ x: Int) {\n  while true {\n    if x > 1 { return } else { break }\n  }\n}")
    #expect(!body.contains("iterated"))
  }

  @Test func aConditionOnALineOfItsOwnHasAProbe() throws {
    let lines = try rewrittenLines(
      "@Profiled func f(_ n: Int?) {\n  guard let n,\n    n > 1\n  else { return }\n  print(n)\n}")
    #expect(lines[1] == "    MemoryProfiler.LineProbe.passing(_lineProbe.line(3), true), n > 1")
    #expect(lines[2] == "  else { let _: Void = _lineProbe.line(4); return }")
  }

  @Test func branchesThatGiveAValueStayOneExpression() throws {
    let lines = try rewrittenLines(
      "@Profiled func f(_ n: Int) -> Int {\n  if n > 1 {\n    max(n, 3)\n  } else {\n    0\n  }\n}")
    #expect(lines[0] == "  let _: Void = _lineProbe.line(2); return if n > 1 {")
    #expect(lines[1] == "    MemoryProfiler.LineProbe.passing(_lineProbe.line(3), max(n, 3))")
    #expect(lines[3] == "    0")
  }

  @Test func localFunctionsHaveNoProbeBeforeThemAndALaneInside() throws {
    let lines = try rewrittenLines("@Profiled func f() {\n  func g() -> Int {\n    1\n  }\n  print(g())\n}")
    #expect(lines[0] == "  func g() -> Int {")
    #expect(
      lines[1] == "    let _lineProbe1 = _lineProbe.closure(3); defer { _lineProbe1.end() }; return 1")
  }

  @Test func anEmptyBodyHasOneProbe() throws {
    #expect(try expandedBody("@Profiled func f() {}").contains("let _: Void = _lineProbe.line(1)"))
  }
}
#endif
