import Reports
import Snapshots
import Testing

private let places = PathSpelling(folder: "/app")

@Test func aTableRanksPlacesByBytesAndSumsUp() {
  let table = PlaceTable(run, of: .peak)
  #expect(
    table.rendered(paths: places) == """
      Live at the peak, by line

         Bytes   Share  Blocks  Allocations  Temporary  Place      Function
      16.0 KiB   81.9%       4        1,000        900  parse.c:7  parse
        3000 B   15.0%       2            2          0  parse.c:9  parse
         616 B    3.1%       1            3          0  main.c:40  main
      ---------------------------------------------------------------------
      19.5 KiB  100.0%       7        1,005        900  in all

      """)
}

@Test func whatHasNoRowIsSummedInOne() {
  let table = PlaceTable(run, of: .peak, limit: 1)
  #expect(table.leftCount == 2 && table.left.counted == total(3, 3616))
  #expect(
    table.rendered(exactBytes: true, isFiltered: true, paths: places) == """
      Live at the peak, by line

       Bytes   Share  Blocks  Allocations  Temporary  Place                Function
      16,384   81.9%       4        1,000        900  parse.c:7            parse
       3,616   18.1%       3            5          0  and 2 more
      -----------------------------------------------------------------------------
      20,000  100.0%       7        1,005        900  in all, as filtered

      """)
}

@Test func placesWithNothingOfWhatIsCountedComeLastOrNotAtAll() {
  #expect(PlaceTable(run, of: .end).rows.map(\.place.frames[0].line) == [40, 7, 9])
  #expect(PlaceTable(run, of: .end, omitsEmpty: true).rows.map(\.place.frames[0].line) == [40, 7])
}

@Test func cumulativelyABlockCountsOnceForEveryPlaceAndTheSumStaysTrue() {
  let recursive = symbolized([site(.parse, .load, .load, .main, peak: total(1, 10), total: total(1, 10))])
  let table = PlaceTable(recursive, cumulative: true, of: .peak, limit: 1)
  #expect(table.rows[0].counts.counted == total(1, 10) && table.total.counted == total(1, 10))
  #expect(table.leftCount == 2)
  #expect(
    lines(table.rendered()).suffix(3) == [
      " 10 B  100.0%       1            1          0  in all, each block once", "and 2 more", "",
    ])
}

@Test func functionsAndFilesAreAddedUpByName() {
  let functions = PlaceTable(run, by: .function, of: .total)
  #expect(functions.rows.map(\.place.frames[0].function) == ["parse", "main"])
  #expect(functions.rows[0].counts.counted == total(1002, 103_000))
  #expect(lines(functions.rendered(paths: places))[2] == "  Bytes   Share  Allocations  Temporary  Function  Place")
  let files = PlaceTable(run, by: .file, cumulative: true, of: .peak)
  #expect(files.rows.map(\.place.frames[0].file) == ["/app/main.c", "/app/parse.c"])
  #expect(files.rows[0].place.otherFunctions == 1)
  #expect(lines(files.rendered(paths: places))[3].hasSuffix("main.c                   main and 1 more"))
}

@Test func temporaryBlocksAreANumberWithoutBytes() {
  #expect(
    lines(PlaceTable(run, of: .temporary, limit: 1).rendered(paths: places)).prefix(4) == [
      "Freed before the next allocation, by line", "", "Temporary   Share  Allocations  Place       Function",
      "      900  100.0%        1,000  parse.c:7   parse",
    ])
}

@Test func aTracebackIsItsFunctionsFromTheInnermost() {
  let table = PlaceTable(
    symbolized([site(.parse, .load, peak: total(1, 5), total: total(1, 5), truncated: true)]), by: .traceback, of: .peak
  )
  #expect(lines(table.rendered(paths: places))[3].hasSuffix("parse.c:7  parse ← load ← (outer callers are missing)"))
}

@Test func functionsWithoutALineArePlacesWhereNothingElseIs() {
  let sites = [
    site(.qsort, .nothing, peak: total(1, 9), total: total(1, 9)),
    site(.nothing, peak: total(1, 8), total: total(1, 8)),
    site(.qsort, .main, peak: total(1, 7), total: total(1, 7)),
  ]
  let hidden = PlaceTable(symbolized(sites), of: .peak).rows
  #expect(hidden.map(\.place.frames[0].function) == ["qsort", "<unknown>", "main"])
  let all = PlaceTable(symbolized(sites), of: .peak, showsAllFunctions: true).rows
  #expect(all.map { "\($0.place.frames[0].function) \($0.counts.counted.bytes)" } == ["qsort 16", "<unknown> 8"])
  #expect(lines(PlaceTable(symbolized(sites), of: .peak).rendered())[3].hasSuffix("libc.so.6       qsort"))
}

@Test func aTableOfNothingSaysSo() {
  #expect(
    lines(PlaceTable(symbolized([]), of: .peak).rendered()).suffix(2) == [
      "  0 B              0            0          0  in all", "",
    ])
}

@Test func linesAreCutOffAtTheTerminalsWidth() {
  let cut = lines(PlaceTable(run, of: .peak).rendered(width: 30))
  #expect(cut.allSatisfy { $0.count <= 57 } && cut[3] == "16.0 KiB   81.9%       4     …")
}

@Test func namesCannotMoveATerminalsCursor() {
  let evil = Snapshot(
    sites: [site(.main, peak: total(1, 1), total: total(1, 1))], maximumFrames: 1, creationTime: .zero
  ).symbolized { _ in [SourceFrame(function: "a\u{1B}[2J\nb", file: "x\ty", line: 1)] }
  #expect(lines(PlaceTable(evil, of: .peak).rendered())[3].hasSuffix("x\\ty:1  a?[2J\\nb"))
}
