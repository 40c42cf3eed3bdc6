import Reports
import Testing

@testable import Snapshots

private func process(ended: Bool = true, sizes: AllocationSizes = AllocationSizes()) -> RecordedProcess {
  var process = RecordedProcess(
    processID: 42, parentID: 1, program: "/bin/app", arguments: ["app", "-c", "it's", "a b", "x\ny"],
    startTime: .seconds(10), endTime: ended ? .milliseconds(11_250) : nil, snapshot: run.snapshot, lostTables: 0)
  process.snapshot.totals = ProcessTotals(live: total(2, 716), total: total(1005, 105_000), peakBytes: 20_000)
  process.sizes = sizes
  return process
}

@Test func aRunIsDescribedByItsCommandAndItsTotals() {
  #expect(
    RunDescription(process(), number: 2, of: 3).text == """
      command: app -c 'it'\\''s' 'a b' 'x\\ny'
      process: 42, number 2 of 3 (--process chooses), ended after 1.25 s
      allocated: 103 KiB (105000 B) in 1005 blocks
      peak: 19.5 KiB (20000 B)
      live at the end: 716 B in 2 blocks


      """)
}

@Test func aRunThatDidNotEndAndLossesAreSaid() {
  var killed = process(ended: false)
  killed.lostTables = 3
  killed.snapshot.totals.droppedBlocks = 7
  killed.snapshot.totals.droppedTracebacks = 8
  let lines = RunDescription(killed, number: 1, of: 1).lines
  #expect(lines[1] == "process: 42, not seen to end")
  #expect(
    lines.suffix(3) == [
      "dropped: 7 blocks, for which there was no memory",
      "dropped: the tracebacks of 8 blocks, for which there was no memory",
      "lost: 3 tables, for which the disk had no room: counts are missing",
    ])
}

@Test func aSnapshotHasNoCommand() {
  #expect(RunDescription(run.snapshot).lines == ["allocated: 0 B in 0 blocks", "peak: 0 B", "live: 0 B in 0 blocks"])
}

@Test func processesAreListedWithTheirNumbers() {
  let recording = Recording(processes: [process(), process()], startTime: .zero)
  #expect(
    lines(ProcessList(recording).text)[1]
      == "process 2: 42 app -c 'it'\\''s' 'a b' 'x\\ny', 103 KiB allocated in 1005 blocks, 19.5 KiB at the peak")
}

private let sizes: AllocationSizes = {
  var sizes = AllocationSizes()
  sizes[.malloc, bucket: 0] = 1
  sizes[.malloc, bucket: 5] = 800
  sizes[.calloc, bucket: 5] = 100
  sizes[.realloc, bucket: 11] = 99
  sizes[.mmap, bucket: 20] = 3
  return sizes
}()

private func statistics(_ sizes: Result<AllocationSizes, MissingText>) -> RunStatistics {
  RunStatistics(RunDescription(process(), number: 1, of: 1), sizes: sizes, snapshot: run)
}

@Test func sizesAreAHistogramWithoutMappings() {
  let text = lines(statistics(.success(sizes)).rendered())
  let from = text.firstIndex { $0.hasSuffix("Share") } ?? 0
  #expect(text[from] == "      Size  Blocks  Share")
  #expect(text[from + 1] == "       0 B       1   0.1%  ▏")
  #expect(text[from + 2] == "       1 B       0   0.0%")
  #expect(text[from + 3] == "     2–3 B       0   0.0%")
  #expect(text[from + 6] == "   16–31 B     900  90.0%  " + String(repeating: "█", count: 40))
  #expect(text[from + 12] == "   1–2 KiB      99   9.9%  ████▌")
  #expect(text[from + 13] == "")
}

@Test func allocatorsSumToAllBlocksAndMappingsStandApart() {
  let text = lines(statistics(.success(sizes)).rendered())
  let from = text.firstIndex { $0.hasPrefix("Allocator") } ?? 0
  #expect(
    text[from...].prefix(6) == [
      "Allocator  Blocks  Share", "malloc        801  80.1%", "calloc        100  10.0%", "realloc        99   9.9%",
      "aligned         0   0.0%", "mmap: 3 anonymous mappings, in no other count",
    ])
}

@Test func missingSizesAreOneLine() {
  let text = lines(statistics(.failure(MissingText("not known."))).rendered())
  #expect(text.filter { $0.hasPrefix("Sizes:") } == ["Sizes: not known."])
  #expect(!text.contains { $0.hasPrefix("Allocator") })
}

@Test func thePlacesWithMostBytesAndMostBlocksAreNamed() {
  let statistics = statistics(.success(sizes))
  #expect(statistics.topByBytes.map(\.counts.allocations.bytes) == [100_000, 3000, 2000])
  #expect(statistics.topByBlocks.map(\.counts.allocations.blocks) == [1000, 3, 2])
  let text = lines(statistics.rendered(paths: PathSpelling(folder: "/app")))
  #expect(text.contains("97.7 KiB        1,000  parse.c:7  parse"))
}

@Test func statisticsAsJSONSayTheSame() {
  let json = text(statistics(.success(sizes)).json())
  #expect(json.contains(#""process":42,"total":{"blocks":1005,"bytes":105000}"#))
  #expect(json.contains(#"{"least":16,"most":31,"blocks":900}"#))
  #expect(json.contains(#""allocators":{"malloc":801,"calloc":100,"realloc":99,"aligned":0,"mmap":3}"#))
  #expect(json.contains(#"{"file":"/app/parse.c","line":7,"function":"parse","bytes":100000,"blocks":1000}"#))
  let missing = text(statistics(.failure(MissingText("not known."))).json())
  #expect(missing.contains(#""sizes":null,"allocators":null"#))
}

@Test func theLargestBucketHasASize() {
  var huge = AllocationSizes()
  huge[.malloc, bucket: 63] = 1
  huge[.malloc, bucket: 20] = 1
  let text = lines(statistics(.success(huge)).rendered())
  #expect(text.contains { $0.contains("512 KiB–1 MiB") } && text.contains { $0.contains("4–8 EiB") })
}
