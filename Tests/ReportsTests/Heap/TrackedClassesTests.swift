import Reports
import Testing

private func count(_ created: Int, _ deinitialized: Int, bytes: Int) -> TrackedClassesTable.Count {
  TrackedClassesTable.Count(
    created: created, deinitialized: deinitialized, live: created - deinitialized, bytes: bytes)
}

private let tracked = TrackedClassesTable(
  classes: ["App.Node<Swift.String>", "App.Item"],
  marks: [
    TrackedClassesTable.Mark(name: "start", time: .zero, counts: ["App.Item": count(2, 0, bytes: 80)]),
    TrackedClassesTable.Mark(
      name: "after import", time: .milliseconds(1204),
      counts: ["App.Item": count(10_002, 2, bytes: 400_000), "App.Node<Swift.String>": count(3, 0, bytes: 144)]),
    TrackedClassesTable.Mark(
      name: "closed", time: .milliseconds(61_000),
      counts: ["App.Item": count(10_002, 10_002, bytes: 0), "App.Node<Swift.String>": count(3, 0, bytes: 144)]),
  ])

@Test func trackedClassesShowTotalsAndWhatChangedSinceTheMarkBefore() {
  #expect(
    tracked.description == """
          Time  Mark          Created           Deinitialized             Live             Bytes

      App.Node<Swift.String>
       0.000 s  start               0                       0                0               0 B
       1.204 s  after import        3  +3                   0                3  +3         144 B  +144 B
      61.000 s  closed              3                       0                3             144 B

      App.Item
       0.000 s  start               2                       0                2              80 B
       1.204 s  after import   10,002  +10,000              2  +2       10,000  +9,998   391 KiB  +391 KiB
      61.000 s  closed         10,002                  10,002  +10,000       0  -10,000      0 B  -391 KiB
      """)
}

@Test func withoutMarksATableSaysSo() {
  #expect(TrackedClassesTable(classes: ["App.Item"], marks: []).description == "No marks were set.")
}

@Test func countersSayWhatTheyMeanUnderReferenceCounting() {
  let counters = HeapCounters(captures: 3, leakedObjects: 1412, leakedByCycles: 1400)
  #expect(counters.collected == 0)
  let lines = counters.description.split(separator: "\n")
  #expect(lines.count == 2)
  #expect(lines[0] == "captures: 3, leaked objects found: 1,412 (1,400 by retain cycles), collected: 0")
  #expect(lines[1].hasPrefix("Swift counts references and has no collector: "))
}

@Test(arguments: [
  (Duration.microseconds(850), "850 µs"), (.microseconds(1_240), "1.2 ms"), (.milliseconds(2_500), "2.50 s"),
])
func aSummaryIsOneLine(pause: Duration, text: String) {
  #expect(
    heapSummary(blocks: 79_123, bytes: 12_897_485, threads: 8, pause: pause, means: "ptrace")
      == "HeapGraph: 79,123 blocks, 12.3 MiB; 8 threads stopped for \(text) by ptrace")
}

@Test func aSummaryOfOneThreadSaysThatNobodyWasStopped() {
  #expect(
    heapSummary(blocks: 1, bytes: 48, threads: 0, pause: .microseconds(9), means: nil)
      == "HeapGraph: 1 block, 48 B; no other thread to stop, paused for 9 µs")
}

@Test func trackedClassesAsJSONHaveACountForEachClassAtEachMark() {
  let lines = String(decoding: tracked.json(), as: UTF8.self).split(separator: "\n")
  #expect(
    lines.prefix(2) == [
      "{\"format\":\"swift-memory-profiler tracked classes\",\"version\":1,\"classes\":[\"App.Node<Swift.String>\",\"App.Item\"],"
        + "\"marks\":[",
      "{\"name\":\"start\",\"seconds\":0.000000000,\"counts\":[{\"created\":0,\"deinitialized\":0,\"live\":0,\"bytes\":0},"
        + "{\"created\":2,\"deinitialized\":0,\"live\":2,\"bytes\":80}]},",
    ])
}
