#if Macros
import Testing

@testable import MemoryProfilerMacros

@Suite struct ClosureTests {
  private func body(_ statements: String) throws -> String {
    try expandedBody("@Profiled func f(_ xs: [Int]) async throws {\n\(statements)\n}")
  }

  @Test func aClosureOfSeveralStatementsOpensALane() throws {
    let body = try body("  xs.map { x in\n    let y = x\n    return y\n  }")
    #expect(body.contains("    let _lineProbe1 = _lineProbe.closure(3); defer { _lineProbe1.end() }; let y = x\n"))
    #expect(body.contains("    let _: Void = _lineProbe1.line(4); return y\n"))
  }

  @Test func aClosureThatWaitsOpensAnAsyncLane() throws {
    let body = try body("  Task {\n    await g()\n    print(xs)\n  }")
    #expect(body.contains("_lineProbe.asyncClosure(3)"))
  }

  @Test func anAwaitInAnInnerClosureDoesNotMakeTheOuterOneAsync() throws {
    let body = try body("  xs.forEach { x in\n    print(x)\n    Task { await g() }\n  }")
    #expect(body.contains("_lineProbe.closure(3)"))
  }

  @Test func aClosureOfOneExpressionKeepsItsEffectsOutside() throws {
    let body = try body("  xs.map {\n    try await g($0)\n  }")
    #expect(body.contains("    try await MemoryProfiler.LineProbe.ending(_lineProbe.asyncClosure(3), g($0))\n"))
  }

  @Test func aClosureOnTheStatementsOwnLineStaysAsItIs() throws {
    #expect(try body("  print(xs.map { $0 + 1 })").contains("line(2); print(xs.map { $0 + 1 })"))
  }

  @Test func aValueWhoseMeaningComesFromTheContextStaysAsItIs() throws {
    #expect(try body("  xs.map { _ in\n    .small\n  }").contains("\n    .small\n"))
  }

  @Test(arguments: ["qsort(a, b, 4)", "signal(SIGINT)", "self.init", "Table"])
  func aClosureThatMayBeACFunctionPointerStaysAsItIs(_ call: String) throws {
    #expect(!(try body("  \(call) { n in\n    let m = n\n    return m\n  }").contains("closure(")))
  }

  @Test func aClosureThatCapturesIsNoCFunctionPointer() throws {
    #expect(try body("  perform {\n    let m = xs\n    return m\n  }").contains("_lineProbe.closure(3)"))
  }

  @Test func aClosureThatMayBeAResultBuildersStaysAsItIs() throws {
    let body = try body("  list {\n    xs[0]\n    if xs.isEmpty { xs[1] }\n  }")
    #expect(!body.contains("closure("))
    #expect(!body.contains("line(3)"))
  }

  @Test func anExpressionWithACaptureListIsWrapped() throws {
    #expect(
      try body("  let f = try await g { [xs] in xs }")
        .contains("let f = try await ({ try await g { [xs] in xs } }())"))
    #expect(try body("  g { [xs] in xs }").contains("line(2); _ = ({ g { [xs] in xs } }())"))
    #expect(try body("  h = { [xs] in xs }").contains("h = ({ { [xs] in xs } }())"))
  }

  @Test func continueInAClosureDoesNotLeaveALoopOutside() throws {
    let body = try body(
      "  for x in xs {\n    xs.forEach {\n      for y in xs {\n        continue\n      }\n    }\n  }")
    #expect(body.contains("break _iteration2"))
    #expect(body.contains("for x in xs { do {"))
  }
}
#endif
