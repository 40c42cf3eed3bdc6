import ArgumentParser
import Testing

@testable import mprof

/// What is wrong with the arguments of `mprof leaks`; nil when nothing is.
private func complaint(_ arguments: String...) -> String? {
  do {
    _ = try Mprof.parseAsRoot(shieldingProgram(["leaks"] + arguments))
    return nil
  } catch {
    return Mprof.message(for: error)
  }
}

private func command(_ arguments: String...) throws -> [String] {
  let leaks = try #require(try Mprof.parseAsRoot(shieldingProgram(["leaks"] + arguments)) as? Leaks)
  return [leaks.input.file] + leaks.arguments
}

@Test func optionsBehindAProgramThatMayLeakAreTheProgramsOwn() throws {
  #expect(
    try command("--heap", "--limit", "3", "app", "--limit", "x", "-h", "--", "a") == [
      "app", "--limit", "x", "-h", "--", "a",
    ])
  #expect(
    try command("--frames=2", "--fail-on-leaks", "--heap", "-o", "out", "app", "--heap") == ["app", "--heap"])
  #expect(try command("--heap", "--", "app", "-x") == ["app", "-x"])
}

@Test func ofARecordingOptionsMayFollowTheFile() throws {
  #expect(try command("a.mprof", "--limit", "3") == ["a.mprof"])
  #expect(complaint("a.mprof", "--limit", "x") != nil)
}

@Test func optionsOfTheOtherKindAreRefused() {
  let forPrograms = "is for programs: add --heap and name the program to run"
  #expect(complaint("--suppress", "type:App", "a.mprof") == "--suppress \(forPrograms)")
  #expect(complaint("--suppressions", "known", "a.mprof") == "--suppressions \(forPrograms)")
  #expect(complaint("--fail-on-leaks", "a.mprof") == "--fail-on-leaks \(forPrograms)")
  #expect(complaint("-o", "out", "a.mprof") == "--output \(forPrograms)")
  let forRecordings = "--all-functions, --process, --only and --without are for recordings: leave them out with --heap"
  for option in [["--all-functions"], ["--process", "1"], ["--only", "file:a"], ["--without", "file:a"]] {
    #expect(throws: (any Error).self) {
      try Mprof.parseAsRoot(shieldingProgram(["leaks", "--heap"] + option + ["app"]))
    }
  }
  #expect(complaint("--heap", "--all-functions", "app") == forRecordings)
}

@Test func aSecondRecordingIsRefused() {
  #expect(
    complaint("a.mprof", "b.mprof")
      == "mprof leaks reads one recording, and b.mprof is more: leave it out, or add --heap to run a program")
}

@Test func whatIsNoSuppressionIsRefused() {
  #expect(
    complaint("--heap", "--suppress", "file:a.c", "app")
      == "file:a.c is no suppression: write type:GLOB, module:GLOB or function:GLOB")
}
