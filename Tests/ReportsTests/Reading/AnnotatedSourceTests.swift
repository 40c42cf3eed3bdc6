import Reports
import Snapshots
import Testing

private func annotated(
  _ file: String = "/app/parse.c", of counted: CountedBlocks = .peak, text: Result<[String], MissingText>,
  context: Int? = nil
) -> [String] {
  lines(
    AnnotatedSource(file, of: run, counted: counted, text: text)
      .rendered(context: context, paths: PathSpelling(folder: "/app"))
  ).dropLast()
}

private let source = (1...12).map { "\tline \($0)" }

@Test func everyLineOfTheSourceHasItsExactNumbers() {
  let rows = annotated("/app/main.c", text: .success((1...41).map { "line \($0)" }))
  #expect(rows[0] == "main.c: bytes live at the peak" && rows.count == 46)
  #expect(rows[2] == "Line #  Own bytes  Own allocs  With callees  Allocs  Line Contents")
  #expect(rows[32] == "    30                             19,384 B   1,002  line 30")
  #expect(rows[42] == "    40      616 B           3      20,000 B   1,005  line 40")
  #expect(rows[43] == "    41                                               line 41")
  #expect(rows[45] == " Total      616 B           3")
}

@Test func onlyTheNeighbourhoodIsShownWhenAskedFor() {
  #expect(
    annotated(text: .success(source), context: 1).dropFirst(3).map { $0.suffix(9) } == [
      "   line 6", "   line 7", "   line 8", "   line 9", "  line 10", "---------", "    1,002",
    ])
  let near = annotated(text: .success(source), context: 0)
  #expect(near.contains { $0.hasPrefix("     …") } && near.count == 8)
}

@Test func aMissingSourceIsExplainedAndTheNumbersStay() {
  let rows = annotated(text: .failure(MissingText("/app/parse.c cannot be read: gone")))
  #expect(rows[1] == "The source is not shown: /app/parse.c cannot be read: gone.")
  #expect(rows[4] == "     7   16,384 B       1,000      16,384 B   1,000")
  #expect(rows[5] == "     9    3,000 B           2       3,000 B       2")
}

@Test func aSourceThatBecameShorterIsSaidToBe() {
  let rows = annotated(text: .success(Array(source.prefix(8))))
  #expect(rows[1].hasPrefix("The source has 8 lines and was longer when the program was built"))
  #expect(rows.contains("     9    3,000 B           2       3,000 B       2"))
}

@Test func temporaryBlocksAreCountedByLine() {
  let rows = annotated(of: .temporary, text: .success(source), context: 0)
  #expect(rows[0] == "parse.c: blocks freed before the next allocation")
  #expect(rows[3] == "     7            900       1,000           900   1,000      line 7")
}

private func match(_ source: String) -> SourceMatch {
  SourceMatch(source, absolute: "/app/" + source, in: run, of: .peak)
}

@Test func aSourceIsFoundByItsPathOrItsLastComponents() {
  #expect(match("/app/main.c") == .file("/app/main.c"))
  #expect(match("main.c") == .file("/app/main.c"))
  #expect(match("./main.c") == .file("/app/main.c"))
  #expect(SourceMatch("app/parse.c", absolute: "/x/app/parse.c", in: run, of: .peak) == .file("/app/parse.c"))
}

@Test func severalFilesThatEndAlikeAreAllNamed() {
  let snapshot = Snapshot(
    sites: [Code.main, .load].map { site($0, peak: total(1, 1), total: total(1, 1)) }, maximumFrames: 1,
    creationTime: .zero
  ).symbolized { [SourceFrame(function: "f", file: $0 == Code.main.address ? "/a/x.c" : "/b/x.c", line: 1)] }
  #expect(SourceMatch("x.c", absolute: "/c/x.c", in: snapshot, of: .peak) == .several(["/a/x.c", "/b/x.c"]))
  #expect(SourceMatch("x.c", absolute: "/b/x.c", in: snapshot, of: .peak) == .file("/b/x.c"))
}

@Test func aSourceThatIsNotThereHasAlternatives() {
  #expect(match("Prase.c") == .none(alternatives: ["/app/parse.c"]))
  #expect(match("other.swift") == .none(alternatives: ["/app/main.c", "/app/parse.c"]))
  #expect(match("ain.c") == .none(alternatives: ["/app/main.c"]))
}
