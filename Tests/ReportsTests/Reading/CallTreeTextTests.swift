import Reports
import Snapshots
import Testing

private func text(
  _ snapshot: SymbolizedSnapshot, of counted: CountedBlocks = .peak, inverted: Bool = false, minimum: Double = 0,
  depth: Int? = nil, hiding: Bool = true
) -> [String] {
  let tree = CallTree(snapshot, hidingFunctionsWithoutLine: hiding)
  let ranked = RankedCallTree(tree, of: counted, inverted: inverted)
  return lines(
    CallTreeText(ranked, minimumShare: minimum, depth: depth, paths: PathSpelling(folder: "/app")).rendered()
  ).dropLast()
}

@Test func branchesAreSortedAndOnlyCalleesKeepTheirCallersColumn() {
  #expect(
    text(run) == [
      "19.5 KiB  100.0%  all live at the peak",
      "19.5 KiB  100.0%  main  main.c:40",
      "18.9 KiB   96.9%  ├─ load  main.c:30",
      "16.0 KiB   81.9%  │  ├─ parse  parse.c:7",
      "  3000 B   15.0%  │  └─ parse  parse.c:9",
      "   616 B    3.1%  └─ (itself)",
    ])
}

@Test func aChainOfCallsStaysInItsColumn() {
  let chain = symbolized([site(.parse, .load, .main, peak: total(1, 8), total: total(1, 8))])
  #expect(
    text(chain).dropFirst() == [
      "8 B  100.0%  main  main.c:40", "8 B  100.0%  load  main.c:30", "8 B  100.0%  parse  parse.c:7",
    ])
}

@Test func invertedTreesBeginWithWhatAllocates() {
  #expect(
    text(run, inverted: true) == [
      "19.5 KiB  100.0%  all live at the peak",
      "16.0 KiB   81.9%  ├─ parse  parse.c:7",
      "16.0 KiB   81.9%  │  load  main.c:30",
      "16.0 KiB   81.9%  │  main  main.c:40",
      "  3000 B   15.0%  ├─ parse  parse.c:9",
      "  3000 B   15.0%  │  load  main.c:30",
      "  3000 B   15.0%  │  main  main.c:40",
      "   616 B    3.1%  └─ main  main.c:40",
    ])
}

@Test func whatIsBelowTheMinimumIsAddedUpWhereItIsNotTogether() {
  #expect(
    text(run, minimum: 0.2) == [
      "19.5 KiB  100.0%  all live at the peak", "19.5 KiB  100.0%  main  main.c:40",
      "18.9 KiB   96.9%  load  main.c:30", "16.0 KiB   81.9%  parse  parse.c:7",
    ])
  let both = symbolized([
    site(.parse, .main, peak: total(1, 80), total: total(1, 80)),
    site(.load, .main, peak: total(1, 8), total: total(1, 8)),
    site(.parseElse, .main, peak: total(1, 7), total: total(1, 7)),
  ])
  #expect(text(both, minimum: 0.1).last == "15 B   15.8%  └─ (2 smaller)")
}

@Test func aTreeIsCutAtADepth() {
  #expect(
    text(run, depth: 2).suffix(3) == [
      "19.5 KiB  100.0%  main  main.c:40", "18.9 KiB   96.9%  ├─ load  main.c:30 …", "   616 B    3.1%  └─ (itself)",
    ])
}

@Test func aFunctionThatOnlyCallsItselfIsOneRow() {
  let recursion = symbolized([site(.parse, .load, .load, .load, .main, peak: total(1, 8), total: total(1, 8))])
  #expect(
    text(recursion).suffix(3) == [
      "8 B  100.0%  main  main.c:40", "8 B  100.0%  load  main.c:30 (×3)", "8 B  100.0%  parse  parse.c:7",
    ])
  #expect(text(recursion, depth: 3).last == "8 B  100.0%  load  main.c:30 (×2) …")
}

@Test func functionsWithoutALineAreShownWhenAskedFor() {
  #expect(text(run, hiding: false).contains("  3000 B   15.0%  │     qsort"))
  let library = symbolized([site(.qsort, peak: total(1, 8), total: total(1, 8))])
  #expect(text(library).last == "8 B  100.0%  qsort")
}

@Test func aTreeCountsWhatItIsAskedTo() {
  #expect(text(run, of: .temporary)[0] == "900 blocks  100.0%  all freed before the next allocation")
  #expect(text(run, of: .end).last == "100 B   14.0%  └─ load  main.c:30" || text(run, of: .end).count == 5)
  #expect(text(run, of: .end)[0] == "716 B  100.0%  all live at the end")
}

@Test func calleesAreInTheOrderInWhichTheyAreShown() {
  let tree = RankedCallTree(CallTree(run, hidingFunctionsWithoutLine: true), of: .peak)
  let main = tree.callees(of: 0)[tree.callees(of: 0).startIndex]
  let load = tree.callees(of: main).first ?? 0
  #expect(tree.frame(of: 0) == nil && tree.frame(of: main)?.function == "main")
  #expect(tree.callees(of: load).map { tree.frame(of: $0)?.line } == [7, 9])
  #expect(tree.callees(of: load).map { tree.totals[$0] } == [total(4, 16_384), total(2, 3000)])
  #expect(tree.own(main) == total(1, 616) && tree.weight(of: 0) == 20_000)
}

@Test func aTreeOfNothingIsItsRoot() { #expect(text(symbolized([])) == ["0 B    all live at the peak"]) }
