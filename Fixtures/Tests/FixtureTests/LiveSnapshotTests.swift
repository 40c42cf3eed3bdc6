// Snapshots of live processes: what is in them, how they are added up, compared and written.
import Foundation
import Testing

@Suite struct LiveSnapshotTests {
  @Test func aSnapshotHasEachTracebackWithItsLiveAndTotalBlocks() {
    let facts = Facts("snapshot")
    #expect(facts["live"] == "BlockTotal(blocks: 9, bytes: 9045)")
    #expect(facts["total"] == "BlockTotal(blocks: 10, bytes: 10045)")
    #expect(facts["live of all tracebacks"] == "true")
    #expect(facts["program among images"] == "true")
  }

  @Test func blocksAreListedWhenAskedFor() {
    let facts = Facts("snapshot")
    #expect(facts["listed"] == "true")
    #expect(facts["one of them"] == "1003 true")
    #expect(facts["ascending"] == "true")
    #expect(facts["unlisted"] == "0")
  }

  @Test func statisticsPrintAsTracemallocs() {
    let facts = Facts("snapshot")
    let line = Lines.of("malloc(count)", in: "Tracing/Facts.swift")
    #expect(facts["by line"] == ":\(line): size=9045 B, count=9, average=1005 B")
    #expect(facts["by file"] == "true")
    #expect(facts["by function"] == "true")
  }

  @Test func aTracebackPrintsWithItsSourceLines() {
    let printed = Facts("snapshot").all("formatted")
    #expect(printed.count == 4)
    #expect(printed[0].hasPrefix("  File \"") && printed[0].contains("/Tracing/Facts.swift\", line "))
    #expect(printed[1] == "    let block: UnsafeMutableRawPointer = malloc(count)")
    #expect(
      printed[2].hasSuffix(
        "/Tracing/Snapshots.swift\", line \(Lines.of("// ten blocks", in: "Tracing/Snapshots.swift"))"))
    #expect(printed[3] == "    let blocks = (0..<10).map { touch(1000 + $0) }  // ten blocks")
  }

  @Test func aSnapshotIsWrittenForItsUserAloneAndReadBack() {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let facts = Facts("file", path)
    #expect(facts["equal"] == "true")
    #expect(facts["mode"] == "600")
    let line = Lines.of("malloc(count)", in: "Tracing/Facts.swift")
    #expect(facts["by line"] == ":\(line): size=121 KiB, count=1, average=121 KiB")
    #expect(facts["missing"]?.contains("/nonexistent/snapshot") == true)
  }

  @Test func differencesShowGrownAndVanishedLines() {
    let facts = Facts("differences")
    let line = Lines.of("func growingLine", in: "Tracing/Snapshots.swift")
    #expect(facts["grown"]?.hasPrefix(":\(line): size=") == true)
    #expect(facts["grown"]?.contains(" (+2 B), count=") == true)
    #expect(facts["grown"]?.contains(" (+1), average=") == true)
    #expect(facts["first"] == "-777777" || facts["first"] == "-777775")
    #expect(facts["vanished"]?.contains("size=0 B (-760 KiB), count=0 (-1)") == true)
  }

  @Test func filtersKeepAndRemoveByFileLineModuleAndAllFrames() {
    let facts = Facts("filters")
    #expect(facts["without filters"] == "true")
    #expect(facts["include its file"] == "true")
    #expect(facts["exclude its file"] == "false")
    #expect(facts["include its caller's"] == "false")
    #expect(facts["include its caller's, all frames"] == "true")
    #expect(facts["include the program"] == "true")
    #expect(facts["exclude the program"] == "false")
    #expect(facts["include another line"] == "false")
  }

  @Test func filteringLeavesTheOriginalUntouched() {
    let facts = Facts("filters")
    #expect(facts["the original is untouched"] == "true")
    #expect(facts["totals stay"] == "true")
  }

  @Test func blocksAreAddedUpByTheirSwiftType() {
    let facts = Facts("types")
    #expect(facts["Tracing.CatalogItem"] == "Tracing.CatalogItem: size=31.2 KiB, count=1000, average=32 B")
    let array = "Swift._ContiguousArrayStorage<Swift.Double>"
    #expect(facts[array] == "\(array): size=39.1 KiB, count=1, average=39.1 KiB")
    #expect(facts["sum"] == "true")
  }

  @Test func temporaryBlocksAreThoseFreedBeforeTheNextAllocation() {
    let facts = Facts("temporary")
    #expect(facts["of 100 and one more"] == "100")
    #expect(facts["the pair"] == "[0, 1]")
  }
}
