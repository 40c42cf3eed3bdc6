#if Macros
import Foundation
import SwiftParser
import SwiftSyntax
import Testing

@testable import MemoryProfilerMacros

@Suite struct SourceTests {
  @Test func theLinesAreEmbeddedAsTheyStandInTheFile() throws {
    let body = try expandedBody("struct S {\n  /// Text.\n  @Profiled\n  func f() {\n    g()\n  }\n}")
    #expect(body.contains(##"firstLine: 3, text: #"  @Profiled\#n  func f() {\#n    g()\#n  }"#"##))
  }

  @Test(arguments: [
    ("a", ##"#"a"#"##), ("\"#", ###"##""#"##"###), ("\\#(x)", ###"##"\#(x)"##"###),
    ("a\n\tb", ##"#"a\#n"## + "\t" + ##"b"#"##),
    ("\u{7}", ##"#"\#u{7}"#"##),
  ])
  func anyTextIsALiteralOnOneLine(_ text: String, _ literal: String) {
    #expect(singleLineLiteral(text) == literal)
  }

  @Test func theBodyBeginsAndEndsOnItsLines() throws {
    let body = try expandedBody("\n@Profiled\nfunc f() {\n  g()\n}")
    #expect(body.hasPrefix("#sourceLocation(file: \"App/File.swift\", line: 3)\n"))
    #expect(body.hasSuffix("\n#sourceLocation(file: \"App/File.swift\", line: 5)"))
  }

  @Test(arguments: [
    ("struct Catalog { @Profiled func load(path: String, _ n: Int) {} }", "Catalog.load(path:_:)"),
    ("extension A.B { @Profiled init?(x y: Int) {} }", "A.B.init(x:)"),
    ("enum E { struct S { @Profiled static func == (a: S, b: S) -> Bool { true } } }", "E.S.==(a:b:)"),
    ("@Profiled func `default`(`in`: Int) {}", "default(in:)"),
  ])
  func namesAreQualified(_ file: String, _ name: String) throws {
    #expect(try expandedBody(file).contains(##"function: #"\##(name)"#,"##))
  }

  @Test func argumentsAreForwardedAndLeaveTheLinesAlone() throws {
    let body = try expandedBody(
      "@Profiled(columns: .classic,\n  output: .handler {\n    f($0)\n})\nfunc f() {\n  g()\n}")
    #expect(
      body.contains(", options: MemoryProfiler.ProfileOptions(columns: .classic, output: .handler {\n    f($0)\n}))"))
    #expect(
      body.contains("#sourceLocation(file: \"App/File.swift\", line: 5)\n\n  let _: Void = _lineProbe.line(6); g()"))
  }

  @Test func asyncFunctionsBeginOnTheirTask() throws {
    #expect(try expandedBody("@Profiled func f() async {}").contains("= MemoryProfiler.LineProbe.beginAsync("))
    #expect(try expandedBody("@Profiled func f() {}").contains("= MemoryProfiler.LineProbe.begin("))
  }

  /// Over the sources of the fixture, which hold every kind of statement.
  @Test func everyProbeStandsOnItsLine() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Fixtures/MacroMatrix/Sources/MacroMatrix")
    var count = 0
    for file in try FileManager.default.contentsOfDirectory(at: sources, includingPropertiesForKeys: nil) {
      let tree = Parser.parse(source: try String(contentsOf: file, encoding: .utf8))
      let finder = ProfiledFinder(viewMode: .sourceAccurate)
      finder.walk(tree)
      for found in finder.found {
        let probes = probesByLine(try expandedBody(found, in: tree))
        for (line, numbers) in probes {
          #expect(numbers.allSatisfy { $0 == line }, "\(file.lastPathComponent):\(line)")
        }
        count += probes.count
      }
    }
    #expect(count > 400)
  }

  /// The numbers of the probes by the line they stand on.
  private func probesByLine(_ body: String) -> [(line: Int, numbers: [Int])] {
    let probe = /_lineProbe\d*\.(?:line|closure|asyncClosure)\((\d+)\)/
    var line = 0
    var probes: [(line: Int, numbers: [Int])] = []
    for text in body.split(separator: "\n", omittingEmptySubsequences: false) {
      if let directive = text.prefixMatch(of: /#sourceLocation.*line: (\d+)\)/) {
        line = Int(directive.1)!
      } else {
        probes.append((line, text.matches(of: probe).map { Int($0.1)! }))
        line += 1
      }
    }
    return probes
  }
}
#endif
