// Bad input gives a clear message or a smaller table; the program's own output and status stay as they are.
import Foundation
import Testing

@Suite struct RobustnessTests {
  @Test func aTableIsPrintedAtExitAndTheStatusStays() {
    let run = Programs.run("Robustness", ["table"])
    #expect(run.status == 3)
    #expect(run.standardOutput.hasPrefix("result 3000\n"))
    #expect(run.row("Function: allocateTwice()", "let first")?["Traced"] == "1,000 B")
    #expect(run.row("Function: allocateTwice()", "first.deallocate")?["Traced"] == "-1,000 B")
    #expect(run.standardError == "")
  }

  @Test func aFunctionCalledTenThousandTimesPrintsOneTable() {
    let run = Programs.run("Robustness", ["calls"])
    #expect(run.standardOutput.components(separatedBy: "Filename: ").count == 2)
    #expect(run.row("Function: calledOften(_:)", "@Profiled")?["Occurrences"] == "10,000")
    #expect(run.row("Function: calledOften(_:)", "let block")?["Allocs"] == "10,000")
    #expect(run.row("Function: calledOften(_:)", "let block")?["Traced"] == "39,994 B")
    #expect(run.row("Function: calledOften(_:)", "defer")?["Traced"] == "-39,994 B")
  }

  @Test func aFunctionOnOneLineCountsItsCalls() {
    let run = Programs.run("Robustness", ["oneline"])
    let row = run.row("Function: onOneLine()", "@Profiled func onOneLine")
    #expect(row?["Occurrences"] == "2")
    #expect(row?["Allocs"] == "6")
  }

  @Test func tablesGoWhereTheyAreSent() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    let run = Programs.run("Robustness", ["outputs", file.path])
    let written = try String(contentsOf: file, encoding: .utf8)
    #expect(written.contains("Profile: to a file\n") && written.contains("Profile: to a file again\n"))
    #expect(run.standardError.contains("Profile: to standard error\n"))
    #expect(run.standardOutput.hasPrefix("handled: Filename: "))
    #expect(run.standardOutput.contains("\nLine #        Traced         Time   Line Contents\n"))
    #expect(run.standardOutput.contains("\nLine #    Mem usage    Increment  Occurrences   Line Contents\n"))
    #expect(!run.standardOutput.contains("Profile: to a file") && !run.standardOutput.contains("to standard error\n\n"))
    #expect(run.status == 3)
  }

  @Test func theDemonstrationPrintsItsTablesAndItsAnswer() {
    let run = Programs.run("Demonstration")
    #expect(run.status == 0)
    #expect(
      run.standardOutput.contains("580 arrows; first by name: <CJK Ideograph Extension A, First>; longest name: BOX"))
    #expect(run.row("Function: loadCatalog(_:)", "guard let codePoint")?["Occurrences"] == "34,924")
    #expect(run.row("Profile: search", "step(\"drop\")")?["Traced"]?.hasPrefix("-") == true)
  }

  @Test func profilingTurnedOffPrintsNothing() {
    let run = Programs.run("Robustness", ["table"], environment: ["MEMORY_PROFILER": "off"])
    #expect(run.standardOutput == "result 3000\n")
    #expect(run.standardError == "")
    #expect(run.status == 3)
    let blocks = Programs.run("Robustness", ["blocks"], environment: ["MEMORY_PROFILER": "off"])
    #expect(blocks.standardOutput == "result 0\n")
  }

  @Test func aCallOfExitInsideAProfiledFunctionStillGivesItsTable() {
    let run = Programs.run("Robustness", ["exits"])
    #expect(run.status == 42)
    #expect(run.row("Function: exits()", "let block")?["Traced"] == "500 B")
    #expect(run.row("Function: allocateTwice()", "let second")?["Traced"] == "2,000 B")
  }

  @Test func anUnwritableReportFileIsSaidAndTheTableGoesToStandardError() {
    let run = Programs.run("Robustness", ["unwritable"])
    #expect(run.standardOutput == "result 10\n")
    #expect(
      run.standardError.hasPrefix(
        "MemoryProfiler: the table of writesToNowhere() could not be written to '/nonexistent/folder/table.txt': "
          + "No such file or directory; here it is.\nFilename: "))
    #expect(run.status == 3)
  }

  @Test func aClosedStandardOutputIsSaidAndTheStatusStays() {
    let run = Programs.shell("'\(Programs.path("Robustness"))' table >&-")
    #expect(
      run.standardError.hasPrefix(
        "MemoryProfiler: the table of allocateTwice() could not be written to standard output: Bad file descriptor"))
    #expect(run.status == 3)
  }

  @Test func aReaderThatWentAwayDoesNotKillTheProgram() {
    let untilItWentAway = "(trap '' PIPE; while echo; do sleep 0.01; done) 2>/dev/null"
    // It prints nothing itself, and SIGPIPE is as it was: deadly.
    let program = "(\(untilItWentAway); '\(Programs.path("Robustness"))' quiet; echo $? >&3)"
    let run = Programs.shell("{ \(program) | true; } 3>&1")
    #expect(run.standardError.contains("could not be written to standard output: Broken pipe"))
    #expect(run.standardOutput == "3\n")
  }

  @Test func tenThousandThreadsAreCreatedAndEnded() {
    let run = Programs.run("Robustness", ["threads"])
    #expect(run.standardOutput.hasPrefix("result 10000\n"))
    #expect(run.status == 3)
    #expect(run.row("Function: manyThreads()", "sum += onThread")?["Occurrences"] == "10,000")
  }

  @Test func aForkInsideAProfileLeavesParentAndChildTheirResults() {
    let run = Programs.run("Robustness", ["fork"])
    #expect(run.standardOutput.hasPrefix("result 7\n"))
    #expect(run.row("Function: forks()", "let after")?["Traced"] == "200 B")
    #expect(run.standardOutput.components(separatedBy: "Function: forks()").count == 2)
    #expect(run.status == 3)
  }

  @Test func aBlockWhoseSourceIsGoneSaysSoInItsCells() {
    let run = Programs.run("Robustness", ["gone"])
    let row = run.row("Profile: source is gone", "step(\"allocate\")")
    #expect(row?["Traced"] == "1,000 B")
    #expect(row?["Line #"] == "3")
    #expect(row?["text"] == "step(\"allocate\") (/nonexistent/Gone.swift cannot be read: No such file or directory)")
    #expect(run.status == 3)
  }

  @Test func aStrippedProgramKeepsItsStepsAndSaysWhyOtherLinesAreMissing() {
    let run = damaged("--strip-all")
    #expect(run.row("Profile: with steps", "let block = step(\"allocate\")")?["Traced"] == "1,000 B")
    #expect(run.table("Profile: without steps").count > 0)
    #expect(run.standardOutput.contains("has no debug information"))
    #expect(run.status == 3)
  }

  @Test(arguments: [".debug_info", ".debug_abbrev", ".debug_line", ".debug_str"])
  func aDamagedDebugSectionGivesASmallerTableAndNoCrash(_ section: String) throws {
    let garbage = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: garbage) }
    try Data((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }).write(to: garbage)
    let run = damaged("--update-section \(section)=\(garbage.path)")
    #expect(run.status == 3)
    #expect(run.standardOutput.hasSuffix("result 0\n"))
    #expect(run.row("Profile: with steps", "let block = step(\"allocate\")")?["Traced"] == "1,000 B")
  }

  /// Runs `blocks` from a copy of the program that llvm-objcopy changed.
  private func damaged(_ option: String) -> Output {
    let copy = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: copy) }
    let objcopy = Programs.shell(
      "'\(Programs.tools)/llvm-objcopy' \(option) '\(Programs.path("Robustness"))' '\(copy)'")
    #expect(objcopy.status == 0, "\(objcopy.standardError)")
    return Programs.shell("'\(copy)' blocks")
  }
}
