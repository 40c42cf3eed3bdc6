import Snapshots
import Testing

@Suite struct RecordingTests {
  @Test func aNewRecordingHasNoProcess() throws {
    let recording = try Recording(Recording.emptyFile(startTime: .seconds(1000) + .nanoseconds(5)))
    #expect(recording.processes == [])
    #expect(recording.startTime == .seconds(1000) + .nanoseconds(5))
    #expect(recording.main == nil)
  }

  @Test func aProcessHasItsCommandItsTimesAndItsImages() throws {
    let process = try #require(try Recording(HandWrittenRecording.ofOneProcess.bytes).main)
    #expect(process.processID == 42)
    #expect(process.program == "/usr/bin/app")
    #expect(process.arguments == ["app", "--fast"])
    #expect(process.startTime == .seconds(2))
    #expect(process.endTime == .seconds(3))
    #expect(process.lostTables == 2)
    #expect(process.snapshot.totals.droppedBlocks == 5)
    #expect(
      process.snapshot.images
        == [LoadedImage(path: "/usr/bin/app", buildID: [0xab, 0xcd], loadBias: 0x400, segments: [0x1000..<0x3000])])
  }

  @Test func countsOfAllThreadsAddUpUnderTheirTraceback() throws {
    let snapshot = try #require(try Recording(HandWrittenRecording.ofOneProcess.bytes).main).snapshot
    let traceback = Traceback(frames: [
      .returnAddress(ReturnAddress(0x2000)), .returnAddress(ReturnAddress(0x1000)),
    ])
    // The first thread kept what it had at the peak; the second has not changed since: what it has now counts.
    let site = AllocationSite(
      traceback: traceback, live: BlockTotal(blocks: 3, bytes: 250), total: BlockTotal(blocks: 4, bytes: 350),
      peak: BlockTotal(blocks: 3, bytes: 300), temporaryBlocks: 1)
    #expect(snapshot.sites == [site])
    #expect(snapshot.totals.total == site.total)
    #expect(snapshot.totals.peakBytes == 500)
    #expect(snapshot.maximumFrames == 256)
  }

  @Test func nodesThatPointInACircleEndTheTraceback() throws {
    var file = HandWrittenRecording()
    file.process(1, id: 42)
    file.table(5, bytes: 48, [(8, Int64(0)), (32, UInt32(2)), (40, UInt32(256))])
    file.table(
      2, bytes: 24 * 1024,
      [(24 * 3, UInt64(0x1000)), (24 * 3 + 8, UInt32(4)), (24 * 4, UInt64(0x2000)), (24 * 4 + 8, UInt32(3))])
    file.table(3, bytes: 4 * 1024, [(4 * 3, UInt32(4))])
    file.table(4, bytes: 64 * 64, [(64 * 3, Int64(10)), (64 * 3 + 8, Int64(1))])
    let sites = try #require(try Recording(file.bytes).main).snapshot.sites
    #expect(sites.map(\.traceback) == [Traceback(frames: [.returnAddress(ReturnAddress(0x2000))], isTruncated: true)])
  }

  @Test func processesThatFoundNoRoomAreCounted() throws {
    var bytes = HandWrittenRecording.ofOneProcess.bytes
    bytes[56] = 3
    #expect(try Recording(bytes).lostProcesses == 3)
  }

  @Test func theMainProcessIsTheLastProgramThatTheFirstBecame() throws {
    var file = HandWrittenRecording()
    file.process(1, id: 42)
    file.process(2, id: 43)
    file.process(3, id: 42, endTime: 9)
    let recording = try Recording(file.bytes)
    #expect(recording.processes.map(\.processID) == [42, 43, 42])
    #expect(recording.main?.endTime == .nanoseconds(9))
  }

  @Test func whatIsNoRecordingIsSaid() {
    #expect(throws: RecordingFileError.notARecording(path: "r")) { try Recording(Array("something else".utf8)) }
    #expect(throws: RecordingFileError.notARecording(path: "r")) { try Recording([]) }
    #expect(
      RecordingFileError.notARecording(path: "r").description
        == "r is not a recording: choose a file that `mprof run` wrote")
  }

  @Test func aNewerRecordingIsRefused() {
    var bytes = HandWrittenRecording.ofOneProcess.bytes
    bytes[8] = 2
    #expect(throws: RecordingFileError.newerVersion(path: "r", version: 2)) { try Recording(bytes) }
  }

  @Test func aRecordingThatIsCutOffAnywhereIsReadOrRefused() {
    let bytes = HandWrittenRecording.ofOneProcess.bytes
    for length in stride(from: 0, to: bytes.count, by: 61) {
      let recording = try? Recording(Array(bytes.prefix(length)))
      #expect(recording == nil || length > 4096)
    }
  }

  @Test func damagedRecordingsNeverStopTheReader() {
    let original = HandWrittenRecording.ofOneProcess.bytes
    var random = SeededGenerator(state: 1)
    var (read, changed) = (0, 0)
    for _ in 0..<3000 {
      var bytes = original
      for _ in 0..<8 {
        // Header, directory and the tables' beginnings: elsewhere is mostly nothing.
        let place = [0..<48, 4096..<4400, 69632..<73000, 73000..<bytes.count].randomElement(using: &random)!
        bytes[Int.random(in: place, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      guard let recording = try? Recording(bytes) else { continue }
      read += 1
      changed += recording.processes.first?.snapshot.sites == (try? Recording(original))?.main?.snapshot.sites ? 0 : 1
    }
    #expect(read > 300 && changed > 30)
  }
}

private struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }
}
