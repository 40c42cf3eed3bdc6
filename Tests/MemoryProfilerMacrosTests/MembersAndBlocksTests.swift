#if Macros
import Testing

@testable import MemoryProfilerMacros

@Suite struct MembersAndBlocksTests {
  @Test func functionsAndInitializersWithABodyGetTheAttributeOnce() throws {
    let attributes = try attributesOfMembers(
      """
      @ProfiledMembers(columns: .classic, precision: 2)
      struct S {
        func f() {}
        init() {}
        @Profiled func once() {}
        @MemoryProfiler.Profiled func qualified() {}
        @ListBuilder func built() -> [Int] { 1 }
        func requirement()
        var x: Int { 1 }
        subscript(i: Int) -> Int { i }
      }
      """)
    let given = "@Profiled(columns: .classic, precision: 2)"
    #expect(attributes == [given, given, "", "", "", "", "", ""])
  }

  @Test func aBlockBecomesACallWithAProbe() throws {
    let expansion = try expandedBlock("let x = #profile(precision: 2) {\n  f()\n  return 1\n}")
    #expect(expansion.hasPrefix("MemoryProfiler.profiledBlock(MemoryProfiler.ProfiledSource(function: "))
    #expect(
      expansion.contains(
        "options: MemoryProfiler.ProfileOptions(precision: 2)) { (_lineProbe: MemoryProfiler.LineProbe) in\n"))
    #expect(expansion.contains("\n  let _: Void = _lineProbe.line(2); f()\n"))
  }

  @Test func theFirstLineOfABlockKeepsItsPlace() throws {
    #expect(try expandedBlock("let x = #profile {\n  1\n}").contains(##"text: #"        #profile {\#n  1\#n}"#"##))
  }

  @Test func aBlockInsideAProfiledBodyIsExpandedWithIt() throws {
    let lines = try rewrittenLines("@Profiled func f() {\n  #profile {\n    g()\n    h()\n  }\n}")
    #expect(lines[0].hasPrefix("  let _: Void = _lineProbe.line(2); MemoryProfiler.profiledBlock("))
    #expect(lines[1] == "    let _: Void = _lineProbe1.line(3); g()")
  }

  @Test func attributesInsideAProfiledBodyAreTakenAway() throws {
    let body = try expandedBody("@Profiled func f() {\n  @Profiled func g() {\n    h()\n  }\n  g()\n}")
    #expect(body.contains("\n   func g() {\n"))
  }
}
#endif
