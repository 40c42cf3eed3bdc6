import Reports
import Snapshots
import Testing

private func census(_ rows: (type: String, count: Int, bytes: Int)...) -> HeapCensus {
  HeapCensus(rows: rows.map { HeapCensus.Row(type: $0.type, count: $0.count, bytes: $0.bytes) })
}

/// The lines are what Pympler 1.1 prints for these rows, `summary.print_([["App.Huge", 1, 3 * 2**30 + 5], ["App.Gone", -5000,
/// -240000], …])`; only their order is ours, for there decreases come last.
@Test func aDifferencePrintsAsPymplersDoes() {
  let earlier = census(
    ("App.Gone", 5000, 240_000), ("App.Grown", 1, 16), ("App.Same", 7, 700), ("Swift.__StringStorage", 5, 10))
  let later = census(
    ("App.Grown", 1, 32), ("App.Same", 7, 700), ("Swift.__StringStorage", 10_005, 640_010), ("App.Item", 3, 1025),
    ("App.Huge", 1, 3 << 30 + 5), ("App.Exactly", 1, 1024), ("App.Million", 2, 1 << 20), ("App.Tie", 1, 1 << 20 + 5243),
    ("Swift._DictionaryStorage<Swift.String, App.Item>", 1, 1_581_056), ("App.Small", -1, 0), ("App.Lost", -1, -48))
  #expect(
    later.compared(to: earlier).description == """
                                                   types |   # objects |      total size
      ================================================== | =========== | ===============
                                                App.Huge |           1 |         3.00 GB
        Swift._DictionaryStorage<Swift.String, App.Item> |           1 |         1.51 MB
                                                 App.Tie |           1 |         1.01 MB
                                             App.Million |           2 |      1024.00 KB
                                   Swift.__StringStorage |       10000 |       625.00 KB
                                                App.Gone |       -5000 |   -240000     B
                                                App.Item |           3 |         1.00 KB
                                             App.Exactly |           1 |      1024     B
                                                App.Lost |          -1 |       -48     B
                                               App.Grown |           0 |        16     B
                                               App.Small |          -1 |         0     B
      """)
}

@Test func whereNothingChangedThereAreOnlyTitles() {
  let same = census(("App.Item", 1, 40))
  #expect(same.compared(to: same).rows.isEmpty)
  #expect(
    same.compared(to: same).description == """
        types |   # objects |   total size
      ======= | =========== | ============
      """)
}

@Test func whatChangedKnowsBothMoments() {
  let difference = census(("A", 3, 30), ("B", 1, 5)).compared(to: census(("A", 1, 10), ("C", 2, 50)))
  #expect(difference.rows.map(\.type) == ["C", "A", "B"])
  #expect(difference.rows[1].earlier == BlockTotal(blocks: 1, bytes: 10))
  #expect(difference.rows[1].later == BlockTotal(blocks: 3, bytes: 30))
  #expect(difference.rows[0].difference == BlockTotal(blocks: -2, bytes: -50))
  #expect(difference.difference == BlockTotal(blocks: 1, bytes: -25))
}

@Test func equalChangesStandByNumberAndName() {
  let difference = census(("A", 1, 10), ("C", 2, 10), ("B", 2, 10)).compared(to: census())
  #expect(difference.rows.map(\.type) == ["B", "C", "A"])
}

@Test func changesBeyondTheLimitAreSummedUnderTheTable() {
  let difference = census(("A", 1, 3000), ("B", 5, 20), ("C", 1, 10)).compared(to: census(("D", 9, 2_000)))
  #expect(
    difference.rendered(limit: 1).split(separator: "\n").suffix(2) == [
      "      A |           1 |      2.93 KB", "and 3 more types: -1970 B in -3 blocks",
    ])
}

@Test func aVeryLongNameSticksOutAndLeavesTheOthersReadable() {
  let name = String(repeating: "Generic<", count: 10)
  let lines = census((name, 1, 10), ("B", 1, 5)).compared(to: census()).description.split(separator: "\n")
  #expect(lines[2] == "\(name) |           1 |     10     B")
  #expect(lines[3] == "      B |           1 |      5     B")
}
