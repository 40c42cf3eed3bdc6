import ArgumentParser
import Reports
import Snapshots
import Testing

@testable import mprof

/// What is wrong with the command line; nil when nothing is.
private func complaint(_ arguments: String...) -> String? {
  do {
    _ = try Mprof.parseAsRoot(arguments)
    return nil
  } catch {
    #expect(Mprof.exitCode(for: error) == .validationFailure)
    return Mprof.message(for: error)
  }
}

@Test(arguments: ["table", "summary", "stats", "tree", "leaks", "flamegraph", "export"])
func everyReadingCommandTakesFilters(command: String) {
  let more = command == "export" ? ["--format", "csv"] : []
  #expect(
    (try? Mprof.parseAsRoot([command] + more + ["--only", "function:load*", "--without", "any-module:libc*", "f"]))
      != nil)
}

@Test func comparingAndAnnotatingTakeFiltersAndTwoFiles() {
  #expect(complaint("diff", "a", "b", "--only", "file:*.c", "--fail-over", "1MiB") == nil)
  #expect(complaint("annotate", "a", "b.c", "--without", "file:*.c") == nil)
}

@Test(arguments: ["place:x", "function", "function:", ":x", "any-:x", "*.swift"])
func aFilterThatNamesNoKindIsRefused(filter: String) {
  #expect(complaint("table", "--only", filter, "f")?.contains("write file:GLOB, function:GLOB or module:GLOB") == true)
}

@Test func aFilterIsOneForFunctionsAndTwoForPathsByTheirLastComponents() throws {
  #expect(try PlaceFilter("function:f(_:)").filters(include: true) == [.include(function: "f(_:)")])
  #expect(
    try PlaceFilter("any-file:Sources/a.swift").filters(include: false) == [
      .exclude(file: "Sources/a.swift", allFrames: true), .exclude(file: "*/Sources/a.swift", allFrames: true),
    ])
  #expect(try PlaceFilter("module:*/lib*").filters(include: true) == [.include(module: "*/lib*")])
  #expect(try PlaceFilter("file:/a.c").filters(include: true) == [.include(file: "/a.c")])
}

@Test func aRecordingIsReadAtItsPeakAndASnapshotWhereItWasTaken() throws {
  let unchosen = try CountOptions.parse([])
  #expect(unchosen.counted(inRecording: true) == .peak && unchosen.counted(inRecording: false) == .end)
  #expect(try CountOptions.parse(["--at", "peak"]).counted(inRecording: false) == .peak)
  #expect(try CountOptions.parse(["--at", "end"]).counted(inRecording: true) == .end)
  #expect(try CountOptions.parse(["--total"]).counted(inRecording: true) == .total)
  #expect(try CountOptions.parse(["--temporary"]).counted(inRecording: false) == .temporary)
}

@Test func aLimitOfZeroIsNoLimit() throws {
  #expect(try LimitOption.parse(["--limit", "0"]).rows(25) == nil)
  #expect(try LimitOption.parse([]).rows(25) == 25)
  #expect(try LimitOption.parse(["--limit", "3"]).rows(25) == 3)
  #expect(complaint("table", "--limit=-1", "f") == "There is no limit of -1: give 0 for all, or a number above it")
}

@Test(
  arguments: [
    ("1048576", 1_048_576), ("1MiB", 1 << 20), ("500KB", 500_000), ("500k", 512_000), ("1.5 GiB", 3 << 29), ("0", 0),
    ("7B", 7), ("2mb", 2_000_000),
  ])
func amountsOfBytesAreReadWithTheirUnits(text: String, bytes: Int) {
  #expect(ByteAmount(argument: text)?.bytes == bytes)
}

@Test(arguments: ["", "MiB", "-1", "1 TB per day", "1e9", "nan", "99999999999GiB", "1..2"])
func whatIsNoAmountIsRefused(text: String) { #expect(ByteAmount(argument: text) == nil) }

@Test(arguments: [("1%", 0.01), ("0.5", 0.005), ("100%", 1)]) func sharesAreInPercent(text: String, share: Double) {
  #expect(Share(argument: text)?.ofOne == share)
}

@Test(arguments: ["", "%", "-1%", "101", "x"]) func whatIsNoShareIsRefused(text: String) {
  #expect(Share(argument: text) == nil)
}

@Test func temporaryBlocksHaveNoBytesToFailOver() {
  #expect(
    complaint("diff", "--fail-over", "1", "--temporary", "a", "b")
      == "--fail-over is for bytes, which --temporary has none of: leave one of them out")
}

@Test func depthsAndFramesAreChecked() {
  #expect(complaint("tree", "--depth", "0", "f") == "A tree cannot be 0 calls deep: give a number from 1")
  #expect(complaint("leaks", "--frames=-1", "f")?.hasPrefix("A traceback cannot have -1 frames") == true)
  #expect(complaint("annotate", "f", "a.c", "--context=-1")?.hasPrefix("There is no context of -1 lines") == true)
}
