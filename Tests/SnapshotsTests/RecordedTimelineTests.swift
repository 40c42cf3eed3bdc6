import Snapshots
import Testing

@Suite struct RecordedTimelineTests {
  /// A recording with these samples in this order, and what `add` adds.
  private func recording(
    _ samples: [MemorySample] = [], adding add: (inout HandWrittenRecording) -> Void = { _ in }
  ) throws -> Recording {
    var file = HandWrittenRecording()
    file.leaveRoomForTheTimeline()
    file.process(1, id: 42)
    add(&file)
    file.write(samples)
    return try Recording(file.bytes)
  }

  private func sample(_ seconds: Int, _ process: Int = 42, traced: Int? = 10) -> MemorySample {
    MemorySample(process: process, time: .seconds(seconds), resident: 100 * seconds, traced: traced)
  }

  @Test func samplesComeInOrderAndOnce() throws {
    let timeline = try recording([sample(3), sample(1), sample(2, traced: nil), sample(3), sample(2, 43)]).timeline
    #expect(timeline.samples == [sample(1), sample(2, traced: nil), sample(2, 43), sample(3)])
    #expect(timeline.mainProcess == 42)
    #expect(timeline.command == "app --fast")
  }

  @Test func aProcessThatWasSampledAddsItsMemoryAtItsBeginningAndItsEnd() throws {
    let timeline = try recording([sample(1), sample(1, 43)]) { file in
      file.process(2, id: 43, endTime: 5_000_000_000, endResident: 4096, startResident: 8192)
      file.process(3, id: 44, endTime: 6_000_000_000, endResident: 4096)
    }.timeline
    #expect(
      timeline.samples == [
        sample(1), sample(1, 43), MemorySample(process: 43, time: .seconds(2), resident: 8192, traced: 0),
        MemorySample(process: 43, time: .seconds(5), resident: 4096, traced: 0),
      ])
  }

  @Test func bracketsHaveTheirFunctionsNameAndAreOneDeeperThanWhatTheyLieIn() throws {
    let brackets = try recording { file in
      file.table(8, index: 1, bytes: 256, [], texts: [(0, "load(path:)")])
      file.table(8, index: 2, bytes: 256, [], texts: [(0, "parse")])
      file.table(
        9, bytes: 3 * 56, bracket(0, 20, 30, name: 2) + bracket(1, 10, 50, name: 1) + bracket(2, 60, 0, name: 9))
    }.timeline.brackets
    #expect(brackets.map(\.name) == ["load(path:)", "parse", "?"])
    #expect(brackets.map(\.level) == [1, 2, 1])
    #expect(brackets.map(\.exit) == [.nanoseconds(50), .nanoseconds(30), nil])
    #expect(brackets.map(\.residentAtExit) == [7, 7, nil])
    #expect(brackets.map(\.calls) == [3, 3, 3])
  }

  private func bracket(_ index: Int, _ entry: Int64, _ exit: Int64, name: UInt32) -> [(Int, any FixedWidthInteger)] {
    let at = 56 * index
    return [
      (at, entry), (at + 8, exit), (at + 16, Int64(5)), (at + 24, Int64(7)), (at + 40, name), (at + 44, UInt32(3)),
    ]
  }

  @Test func sizesOfAllThreadsAddUp() throws {
    let sizes = try recording { file in
      file.table(7, owner: 0, bytes: 2560, [(8 * 5, UInt64(2)), (8 * (64 + 1), UInt64(1))])
      file.table(7, owner: 1, bytes: 2560, [(8 * 5, UInt64(3))])
    }.processes[0].sizes
    #expect(sizes[.malloc, bucket: 5] == 5)
    #expect(sizes.blocks(by: .calloc) == 1)
    #expect(sizes.blocks(by: .mmap) == 0)
    #expect(AllocationSizes.sizes(ofBucket: 5) == 16...31)
    #expect(AllocationSizes.sizes(ofBucket: 0) == 0...0)
    #expect(AllocationSizes.sizes(ofBucket: 1) == 1...1)
  }

  @Test func liveBytesAreThoseOfTheProgramThatAProcessBecameLast() {
    var file = HandWrittenRecording()
    var reader = LiveBytesReader()
    func live() -> [Int: Int] { file.bytes.withUnsafeBytes { reader.read($0) } }
    #expect(live() == [:])
    file.process(1, id: 42)
    file.table(5, bytes: 48, [(0, Int64(500))])
    #expect(live() == [42: 500])
    file.table(5, index: 1, bytes: 48, [(0, Int64(7))])
    file.process(2, id: 43)
    file.table(5, process: 2, bytes: 48, [(0, Int64(-3))])
    #expect(live() == [42: 7, 43: 0])
    file.process(3, id: 42, endTime: 9)
    file.table(5, process: 3, bytes: 48, [(0, Int64(1))])
    #expect(live() == [43: 0])
  }
}
