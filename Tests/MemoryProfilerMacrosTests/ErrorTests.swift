#if Macros
import SwiftParser
import SwiftSyntax
import SwiftSyntaxMacroExpansion
import Testing

@testable import MemoryProfilerMacros

@Suite struct ErrorTests {
  private func message(_ body: () throws -> Any) -> String {
    do {
      _ = try body()
      return ""
    } catch { return "\(error)" }
  }

  @Test func aRequirementHasNoBody() {
    #expect(
      message { try expandedBody("@Profiled func f()") }
        == "@Profiled needs a function with a body: attach it to the implementation, not to the requirement")
  }

  @Test func aResultBuildersFunctionIsRefused() {
    #expect(
      message { try expandedBody("@ListBuilder<Int> @Profiled func f() -> [Int] { 1 }") }
        == "@Profiled cannot rewrite the body of a function that is itself @ListBuilder: "
        + "move the body into an inner function and call that")
  }

  @Test(arguments: [
    ("@Profiled var x: Int { 1 }", "a property"), ("@Profiled subscript(i: Int) -> Int { i }", "a subscript"),
    ("@Profiled struct S {}", "a type"), ("@Profiled typealias A = Int", "this declaration"),
  ])
  func otherDeclarationsAreRefusedAtTheAttribute(_ source: String, _ kind: String) throws {
    let declaration = DeclSyntax("\(raw: source)")
    let text = message {
      try ProfiledMacro.expansion(
        of: AttributeSyntax("@Profiled"), providingPeersOf: declaration, in: BasicMacroExpansionContext())
    }
    #expect(
      text == "@Profiled works on functions, initializers and deinitializers, not on \(kind): "
        + "wrap the code in #profile { } or move it into a function")
  }

  @Test func aBlockNeedsItsClosureWritten() {
    #expect(
      message { try expandedBlock("#profile(body)") }
        == "#profile needs the code to measure as a closure written after it: #profile { … }")
  }

  @Test func aBlockHasNoCaptureList() {
    #expect(
      message { try expandedBlock("#profile { [weak self] in f() }") }
        == "#profile runs its closure at once, so a capture list has no use here: remove it")
  }
}
#endif
