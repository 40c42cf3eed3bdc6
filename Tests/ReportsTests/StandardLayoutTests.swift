import Reports
import Testing

@Test func theStandardTableShowsExactBytesATotalAndANote() {
  let printed = catalog.rendered()
  #expect(
    printed == """
      Filename: Sources/App/Catalog.swift
      Function: Catalog.load(path:)

      Line #    Mem usage    Increment  Occurrences        Traced          Peak   Allocs   Line Contents
      ==================================================================================================
           9     22.0 MiB      0.0 MiB            1           0 B           0 B        0   @Profiled
          10                                                                               func load(path: String) {
          11    182.3 MiB    160.3 MiB        1,000 160,000,032 B 160,000,032 B    1,001   \tlet text = read(path)
          12     29.7 MiB   -152.6 MiB            1      -1,024 B           0 B        0     drop()
      --------------------------------------------------------------------------------------------------
       Total     29.7 MiB      7.7 MiB            1 159,999,008 B 160,000,032 B    1,001

      Note: 3 blocks were not recorded.



      """)
}

@Test func everyLineContentsColumnStartsUnderItsTitle() {
  var table = catalog
  table.rows[2].line = 1_234_567
  table.rows[2].cost?.residentAfter = 999 << 30
  table.rows[2].cost?.residentIncrement = -999 << 30
  table.rows[2].cost?.traced = -999 << 30
  table.rows[2].cost?.peak = 999 << 30
  table.rows[2].cost?.occurrences = 10_000_000_000
  table.rows[2].cost?.allocations = 10_000_000_000
  table.rows[2].cost?.nanoseconds = 86_400_000_000_000
  let lines = table.rendered(columns: [.standard, .time], precision: 6).split(separator: "\n")
  let header = lines.first { $0.contains("Line Contents") } ?? ""
  let contents = header.count - "Line Contents".count
  #expect(header.hasSuffix("   Line Contents"))
  for (line, row) in zip(lines.drop { !$0.hasPrefix("=") }.dropFirst(), table.rows) {
    #expect(line.dropFirst(contents) == row.text)
  }
  #expect(lines.contains { $0.contains(" -1,072,668,082,176 B 1,072,668,082,176 B 10,000,000,000 86400000.000 ms ") })
}

@Test func aLineThatNeverRanKeepsItsTextAndHasEmptyCells() {
  let line = catalog.rendered().split(separator: "\n").first { $0.contains("func load") } ?? ""
  #expect(
    line.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ") == "10 func load(path: String) {"
  )
}

@Test func aFigureThatWasNotMeasuredLeavesItsCellEmpty() {
  let row = LineTable.Row(line: 7, text: "work()", cost: LineCost(occurrences: 2, traced: 48))
  let printed = LineTable(file: "a.swift", rows: [row]).rendered(columns: [.memoryUsage, .increment, .traced])
  #expect(printed.hasSuffix("\n     7                                    48 B   work()\n\n\n"))
}

@Test func onlyTheChosenColumnsArePrinted() {
  let printed = catalog.rendered(columns: [.peak, .time])
  #expect(printed.contains("\nLine #          Peak         Time   Line Contents\n"))
  #expect(printed.contains("\n    12           0 B     2.500 ms     drop()\n"))
}

@Test func theBlockIsNamedAsAProfileAndTheNamelessTableNotAtAll() {
  var table = catalog
  table.kind = .block
  table.name = "index"
  #expect(table.rendered().hasPrefix("Filename: Sources/App/Catalog.swift\nProfile: index\n\nLine #"))
  table.name = nil
  #expect(table.rendered().hasPrefix("Filename: Sources/App/Catalog.swift\n\nLine #"))
}

@Test func aRowWithoutALineSaysWhy() {
  let row = LineTable.Row(line: nil, text: "(no debug information in libfoo.so)", cost: LineCost(occurrences: 1))
  let printed = LineTable(file: "a.swift", rows: [row]).rendered(columns: [.occurrences])
  #expect(printed.hasSuffix("\n     ?            1   (no debug information in libfoo.so)\n\n\n"))
}

@Test func notesAreNotHiddenInTheClassicLayout() {
  #expect(catalog.rendered(columns: .classic).hasSuffix("\n\nNote: 3 blocks were not recorded.\n\n\n"))
}

@Test func aTableWithoutRowsIsAHeader() {
  let printed = LineTable(file: "a.swift", rows: []).rendered(columns: [.increment])
  #expect(
    printed == "Filename: a.swift\n\nLine #    Increment   Line Contents\n===================================\n\n\n")
}

@Test func aPrecisionBelowZeroIsZero() {
  #expect(catalog.rendered(precision: -3) == catalog.rendered(precision: 0))
  #expect(catalog.rendered(precision: 0).contains("  182 MiB      160 MiB "))
}

private let catalog = LineTable(
  file: "Sources/App/Catalog.swift", name: "Catalog.load(path:)",
  rows: [
    .init(
      line: 9, text: "@Profiled",
      cost: LineCost(occurrences: 1, residentAfter: 23_068_672, residentIncrement: 0)),
    .init(line: 10, text: "func load(path: String) {", cost: nil),
    .init(
      line: 11, text: "\tlet text = read(path)",
      cost: LineCost(
        occurrences: 1000, residentAfter: 191_152_128, residentIncrement: 168_083_456, traced: 160_000_032,
        peak: 160_000_032, allocations: 1001)),
    .init(
      line: 12, text: "  drop()",
      cost: LineCost(
        occurrences: 1, residentAfter: 31_142_912, residentIncrement: -160_009_216, traced: -1024,
        nanoseconds: 2_500_000)),
  ],
  total: LineCost(
    occurrences: 1, residentAfter: 31_142_912, residentIncrement: 8_074_240, traced: 159_999_008, peak: 160_000_032,
    allocations: 1001),
  notes: ["3 blocks were not recorded."])
