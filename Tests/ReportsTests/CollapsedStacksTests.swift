import Reports
import Snapshots
import Testing

@Test func collapsedStacksRunFromTheRootToTheLeaf() {
  #expect(
    text(exported.collapsedStacks()) == """
      <truncated>;main;load(_:) 10
      <unknown> 7
      main;load(_:);read 48

      """)
}

@Test func collapsedStacksCountWhatIsAskedFor() {
  #expect(
    text(exported.collapsedStacks(of: \.total, in: \.blocks)) == """
      <truncated>;main;load(_:) 1
      <unknown> 1
      main;load(_:);read 5
      qsort 4

      """)
  #expect(text(exported.collapsedStacks(of: \.temporary, in: \.blocks)) == "main;load(_:);read 1\nqsort 4\n")
  #expect(exported.collapsedStacks(of: \.temporary).isEmpty)
}

@Test func stacksThatAreWrittenAlikeAreOneLine() {
  let stacks = snapshot(ofFunctions: [("a;b", total(1, 3)), ("a:b", total(1, 4)), ("a:b", total(1, 5))])
  #expect(text(stacks.collapsedStacks()) == "a:b 12\n")
}

@Test func namesCannotBreakACollapsedLine() {
  let stacks = snapshot(ofFunctions: [
    ("f\r\ng\t\u{1}\u{2028}", total(1, 3)), ("", total(1, 4)), ("größe \"\\,", total(1, 5)),
  ])
  #expect(text(stacks.collapsedStacks()) == "<unknown> 4\nf  g    3\ngröße \"\\, 5\n")
}

@Test func collapsedStacksLeaveOutWhatIsNotPositive() {
  let stacks = snapshot(ofFunctions: [
    ("a", total(1, -3)), ("b", total(1, 0)), ("c", total(1, 4)), ("c", total(-1, -4)),
  ])
  #expect(stacks.collapsedStacks().isEmpty)
  #expect(text(stacks.collapsedStacks(in: \.blocks)) == "a 1\nb 1\n")
}

@Test func anEmptySnapshotHasNoStacks() {
  #expect(emptySnapshot.collapsedStacks().isEmpty)
}
