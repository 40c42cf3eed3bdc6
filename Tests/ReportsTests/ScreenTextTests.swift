import Testing

@testable import Reports

@Test func pathsKeepTheirFirstFolderAndAsMuchOfTheirEndAsFits() {
  let path = "/usr/lib/swift/Sources/Catalog.swift:12"
  #expect(fittedPath(path, 39, .unicode) == path)
  #expect(fittedPath(path, 38, .unicode) == "/usr/…/swift/Sources/Catalog.swift:12")
  #expect(fittedPath(path, 25, .unicode) == "/usr/…/Catalog.swift:12")
  #expect(fittedPath(path, 21, .unicode) == "…/Catalog.swift:12")
  #expect(fittedPath(path, 10, .unicode) == "….swift:12")
  #expect(fittedPath(path, 25, .ascii) == "/usr/.../Catalog.swift:12")
}

@Test func pathsWithoutFoldersKeepTheirEnd() { #expect(fittedPath("Catalog.swift:1234", 10, .unicode) == "…wift:1234") }

@Test func namesLoseTheirMiddle() {
  #expect(fittedName("Swift.Array.append(contentsOf:)", 20, .unicode) == "Swift.Array.a…tsOf:)")
  #expect(fittedName("append", 6, .unicode) == "append")
  #expect(fittedName("append", 3, .unicode) == "app")
  #expect(fittedName("append", -1, .unicode) == "")
}

@Test(arguments: [
  ("a", 1), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한", 2), ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("❤️", 2), ("─▁…", 3), ("", 0),
])
func textTakesTheCellsThatTerminalsGiveIt(text: String, cells: Int) { #expect(cellCount(text) == cells) }

@Test func wideCharactersAreNotCutInHalf() {
  #expect(prefix(of: "日本語", cells: 5) == "日本")
  #expect(fittedName("日本語日本語日本語", 9, .unicode) == "日本語…語")
  #expect(StyledLine("日本語").clipped(to: 5).text == "日本")
}

@Test func namesCannotCommandTheTerminal() {
  #expect(StyledLine("a\u{1B}[2Jb\nc\r\nd\u{9B}e\u{202E}f").text == "a?[2Jb?c?d?e?f")
}

@Test func linesAreCutOffAcrossTheirStyles() {
  var line = StyledLine("live ", .faint)
  line.add("12 MiB", .strong)
  line.add(" and more")
  #expect(line.clipped(to: 7).spans.map(\.text) == ["live ", "12"])
  #expect(line.clipped(to: 7).spans.map(\.style) == [.faint, .strong])
  #expect(line.clipped(to: 100) == line)
}

@Test(arguments: [
  (0, "0 B"), (999, "999 B"), (1000, "1.0 KiB"), (1024, "1.0 KiB"), (102_348, "99.9 KiB"), (102_400, "100 KiB"),
  (1_023_487, "999 KiB"), (1_023_488, "1.0 MiB"), (-1536, "-1.5 KiB"), (5 << 30, "5.0 GiB"), (5 << 40, "5.0 TiB"),
  (Int.max, "8388608.0 TiB"),
])
func sizesTakeFourDigits(bytes: Int, text: String) { #expect(bytes.shortSize == text) }

@Test func growthHasASignAndNoneIsNothing() {
  #expect([2048, -2048, 0].map(\.signedShortSize) == ["+2.0 KiB", "-2.0 KiB", ""])
}

@Test(arguments: [(9_999_999, "9,999,999"), (10_000_000, "10.0M"), (123_456_789, "123M"), (1_234_567_890, "1.2G")])
func countsTakeNineCells(count: Int, text: String) { #expect(count.shortCount == text) }

@Test(arguments: [(0.36, "0.3 s"), (1.9, "1 s"), (59.9, "59 s"), (242, "4:02 min"), (3842, "1:04:02 h"), (-5, "0.0 s")])
func timesAreShort(seconds: Double, text: String) { #expect(Duration.seconds(seconds).clockText == text) }

@Test func barsGrowFromTheBottomAndTheNewestIsAtTheRight() {
  let graph = BarGraph(values: [nil, 0, 1, 50, 100], glyphs: .unicode)
  #expect(graph.rows(width: 6, height: 2) == ["     █", "   ▁██"])
  #expect(graph.rows(width: 2, height: 1) == ["▄█"])
  #expect(BarGraph(values: [1, 50, 100], glyphs: .ascii).rows(width: 3, height: 2) == ["  #", ".##"])
  #expect(BarGraph(values: [], glyphs: .unicode).rows(width: 2, height: 1) == ["  "])
}
