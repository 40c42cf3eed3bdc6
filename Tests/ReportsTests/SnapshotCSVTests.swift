import Reports
import Snapshots
import Testing

private let header = """
  function,file,line,live_blocks,live_bytes,total_blocks,total_bytes,peak_blocks,peak_bytes,temporary_blocks,truncated,stack\r

  """

@Test func csvHasOneRowForEachTracebackTheLargestFirst() {
  #expect(
    text(exported.csv()) == header + """
      read,/app/a.swift,3,2,48,5,120,3,72,1,0,main;load(_:);read\r
      load(_:),/app/a.swift,30,1,10,1,10,0,0,0,1,<truncated>;main;load(_:)\r
      <unknown>,<unknown>,0,1,7,1,7,0,0,0,0,<unknown>\r
      qsort,libc.so.6,0,0,0,4,400,0,0,4,0,qsort\r

      """)
}

@Test func csvQuotesCommasQuotesAndLineEndsOnly() {
  let hostile = snapshot(ofFunctions: [
    ("f<A, B>", total(1, 4)), ("say(\"hi\")", total(1, 3)), ("a\r\nb", total(1, 2)), ("größe; \\\t", total(-1, -2)),
  ])
  #expect(
    text(hostile.csv()) == header + """
      "f<A, B>",a.swift,1,1,4,0,0,0,0,0,0,"f<A, B>"\r
      "say(""hi"")",a.swift,1,1,3,0,0,0,0,0,0,"say(""hi"")"\r
      "a\r
      b",a.swift,1,1,2,0,0,0,0,0,0,a  b\r
      größe; \\\t,a.swift,1,-1,-2,0,0,0,0,0,0,größe: \\ \r

      """)
}

@Test func rowsOfOneSizeStayInTheOrderOfTheSnapshot() {
  let rows = text(snapshot(ofFunctions: [("b", total(1, 1)), ("a", total(1, 1)), ("c", total(1, 2))]).csv())
  #expect(rows.split(separator: "\r\n").dropFirst().map(\.first) == ["c", "b", "a"])
}

@Test func anEmptySnapshotIsAHeader() {
  #expect(text(emptySnapshot.csv()) == header)
}
