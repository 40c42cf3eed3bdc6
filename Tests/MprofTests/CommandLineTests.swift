import ArgumentParser
import Testing

@testable import mprof

/// What is wrong with the arguments; nil when nothing is.
private func complaint(_ arguments: String...) -> String? {
  do {
    _ = try Mprof.parseAsRoot(["export"] + arguments)
    return nil
  } catch {
    #expect(Mprof.exitCode(for: error) == .validationFailure)
    return Mprof.message(for: error)
  }
}

@Test(arguments: ["pprof", "collapsed", "speedscope", "json", "csv"]) func everyFormatIsAccepted(format: String) {
  #expect(complaint("--format", format, "--output", "out", "snapshot") == nil)
}

@Test func aFormatThatIsNotKnownIsRefusedWithThoseThatAre() {
  #expect(complaint("--format", "xml", "snapshot")?.contains("pprof") == true)
}

@Test func countsAreChosenWhereAFileShowsOne() {
  #expect(complaint("--format", "collapsed", "--at", "peak", "snapshot") == nil)
  #expect(complaint("--format", "speedscope", "--temporary", "snapshot") == nil)
  #expect(
    complaint("--format", "json", "--at", "peak", "snapshot")
      == "The format json holds all counts: leave out --at, --total and --temporary")
}

@Test func onlyOneCountIsChosen() {
  #expect(
    complaint("--format", "collapsed", "--at", "end", "--total", "snapshot")
      == "--at, --total and --temporary exclude each other: choose one")
}

@Test func blocksAreForCollapsedStacks() {
  #expect(complaint("--format", "collapsed", "--blocks", "snapshot") == nil)
  #expect(
    complaint("--format", "csv", "--blocks", "snapshot")
      == "--blocks is for the format collapsed: the format csv holds both")
}
