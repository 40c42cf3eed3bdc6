// The programs of Fixtures/HeapLeaks, each run as a process of its own: they print what is written beside their code.
import Foundation
import Testing

@Suite struct HeapLeakTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appendingPathComponent("../../HeapLeaks").standardizedFileURL

  /// "×7+" is that often or more, up to ten times: other threads' stacks remember some.
  private static func matches(_ lines: [String], _ expected: [String]) -> Bool {
    lines.count == expected.count
      && zip(lines, expected).allSatisfy { line, expected in
        line == expected || (7...10).contains { line == expected.replacingOccurrences(of: "×7+", with: "×\($0)") }
      }
  }

  /// By scenario, in the order of the lines: "//! scenario: line", or "//! scenario debug: line" and "//! scenario release: line" where
  /// the optimizer makes a difference.
  private static let expected: [String: [String]] = {
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
    var expected: [String: [String]] = [:]
    for file in files.sorted(by: { $0.path < $1.path }) where file.pathExtension == "swift" {
      let source = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
      for line in source.split(separator: "\n") {
        guard line.drop(while: { $0 == " " }).hasPrefix("//! "), let mark = line.firstRange(of: "//! "),
          let colon = line[mark.upperBound...].firstRange(of: ": ")
        else {
          continue
        }
        let words = line[mark.upperBound..<colon.lowerBound].split(separator: " ").map(String.init)
        if words.count == 2, words[1] != configuration { continue }
        expected[words[0], default: []].append(String(line[colon.upperBound...]))
      }
    }
    return expected
  }()

  #if DEBUG
  private static let configuration = "debug"
  #else
  private static let configuration = "release"
  #endif

  private static let clean = expected.filter { $1.allSatisfy { $0.hasSuffix(": no leaks") } }.keys.sorted()
  private static let others = expected.keys.filter { !clean.contains($0) && $0 != "load" }.sorted()

  private func lines(_ scenario: String, _ frames: String?) -> [String] {
    let run = Programs.run("HeapLeaks", [scenario], environment: frames.map { ["MPROF_FRAMES": $0] } ?? [:])
    #expect(run.status == 3 && run.standardError == "", "\(scenario): \(run.standardError)")
    return run.standardOutput.split(separator: "\n").map(String.init)
  }

  @Test func everyScenarioIsFoundAndHasItsExpectation() {
    let listed = Programs.run("HeapLeaks").standardOutput.split(whereSeparator: { " ,\n".contains($0) }).map(
      String.init)
    let scenarios = Set(listed.drop { $0 != "of" }.dropFirst()).subtracting(["text"])
    #expect(scenarios == Set(Self.expected.keys))
    #expect(Self.clean.count >= 20 && Self.others.count >= 35)
  }

  @Test(arguments: clean)
  func aProgramWithoutLeaksHasNone(_ scenario: String) {
    #expect(lines(scenario, "16") == Self.expected[scenario])
  }

  /// Without tracebacks libcurl's own leaks cannot be told by its name.
  @Test(arguments: clean.filter { $0 != "network" })
  func aProgramWithoutLeaksHasNoneRecordedBySizeAlone(_ scenario: String) {
    #expect(lines(scenario, "0") == Self.expected[scenario])
  }

  @Test(arguments: clean)
  func aProgramWithoutLeaksHasNoneRecordedFromItsMainFunctionOn(_ scenario: String) {
    #expect(lines(scenario, nil) == Self.expected[scenario])
  }

  @Test(arguments: others)
  func whatLeaksIsReportedWithItsNames(_ scenario: String) {
    let (lines, expected) = (lines(scenario, "16"), Self.expected[scenario] ?? [])
    #expect(
      Self.matches(lines, expected), "\(lines.joined(separator: "\n")) is not \(expected.joined(separator: "\n"))")
  }

  @Test func capturesWhileEightThreadsWorkFindNoLeakAndDisturbNothing() {
    #expect(lines("load", "16") == Self.expected["load"])
  }

  @Test func aReportSaysWhatHoldsWhatAndWhereItCameFrom() {
    let report = Programs.run("HeapLeaks", ["text"], environment: ["MPROF_FRAMES": "64"]).standardOutput
    let line = Lines.of("parent.children = (0..<3)", in: "HeapLeaks/Injected/CyclesOfObjects.swift")
    #expect(report.contains("Leak: 5 objects, 200 B, retain cycle (×"))
    #expect(report.contains("  allocated at:\n    #0 "))
    #expect(report.contains("HeapLeaks/Injected/CyclesOfObjects.swift:\(line)"))
    #expect(report.contains("Leak: 1 object, 100 B, unreferenced (×"))
    // Old addresses on the stack may hide one or two.
    #expect(report.contains(/\nSUMMARY: (28|29|30) leaks, \d+ B in \d+ blocks\n/))
  }
}
