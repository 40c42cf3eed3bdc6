// A recording as a process writes it, byte by byte (CAllocationRecorder/recording.h).
import Snapshots

struct HandWrittenRecording {
  private(set) var bytes = Recording.emptyFile(startTime: .seconds(1000))
  private var entries = 0

  private mutating func put<Number: FixedWidthInteger>(_ number: Number, at offset: Int) {
    withUnsafeBytes(of: number.littleEndian) { bytes.replaceSubrange(offset..<(offset + $0.count), with: $0) }
  }

  /// A table of numbers at offsets, zero elsewhere.
  mutating func table(
    _ kind: UInt32, process: UInt32 = 1, owner: UInt32 = 0, index: UInt32 = 0, bytes count: Int,
    _ numbers: [(offset: Int, value: any FixedWidthInteger)], texts: [(offset: Int, text: String)] = []
  ) {
    let (start, entry) = (bytes.count, 4096 + 16 + 32 * entries)
    bytes += Array(repeating: 0, count: count)
    for (offset, value) in numbers { put(value, at: start + offset) }
    for (offset, text) in texts {
      bytes.replaceSubrange((start + offset)..<(start + offset + text.utf8.count), with: text.utf8)
    }
    entries += 1
    put(UInt32(entries), at: 4096 + 8)
    put(kind, at: entry)
    put(process, at: entry + 4)
    put(owner, at: entry + 8)
    put(index, at: entry + 12)
    put(UInt64(start), at: entry + 16)
    put(UInt64(count), at: entry + 24)
  }

  /// Before any table.
  mutating func leaveRoomForTheTimeline() {
    bytes += Array(repeating: 0, count: Recording.emptyFileBytes - bytes.count)
  }

  mutating func write(_ samples: [MemorySample]) {
    let recorded = samples.flatMap(\.recorded)
    bytes.replaceSubrange(Recording.timelineOffset..<(Recording.timelineOffset + recorded.count), with: recorded)
    put(UInt32(samples.count), at: Recording.timelineCountOffset)
  }

  mutating func process(
    _ number: UInt32, id: UInt32, endTime: Int64 = 0, endResident: Int64 = 0, startResident: Int64 = 0
  ) {
    table(
      1, process: number, bytes: 3144,
      [
        (0, id), (4, UInt32(1)), (8, Int64(2_000_000_000)), (16, endTime), (24, UInt64(5)), (40, UInt64(2)),
        (3120, endResident), (3136, startResident),
      ],
      texts: [(48, "/usr/bin/app"), (1072, "app\0--fast\0")])
  }

  /// One process: `main` (frame 0x1000) called `work` (frame 0x2000), which allocated on two threads.
  static var ofOneProcess: HandWrittenRecording {
    var file = HandWrittenRecording()
    file.process(1, id: 42, endTime: 3_000_000_000)
    // Sites from 2 on; the peak's epoch is 7, and live is below it.
    file.table(
      5, bytes: 48, [(8, Int64(500)), (16, UInt64(7)), (24, Int32(0)), (32, UInt32(2)), (40, UInt32(256))])
    file.table(
      2, bytes: 24 * 1024,
      [(24 * 3, UInt64(0x1000)), (24 * 3 + 8, UInt32(1)), (24 * 4, UInt64(0x2000)), (24 * 4 + 8, UInt32(3))])
    file.table(3, bytes: 4 * 1024, [(4 * 3, UInt32(4))])
    file.table(4, owner: 0, bytes: 64 * 64, share(3, [300, 3, 100, 1, 1, 250, 2, 7]))
    file.table(
      4, owner: 1, bytes: 64 * 64, share(3, [50, 1, 0, 0, 0, 0, 0, 6]) + share(1, [999, 9, 0, 0, 0, 0, 0, 0]))
    file.table(
      6, bytes: 1200,
      [
        (0, UInt64(0x400)), (8, UInt32(1)), (12, UInt32(2)), (16, UInt64(0x1000)), (24, UInt64(0x3000)),
        (144, UInt8(0xab)), (145, UInt8(0xcd)),
      ],
      texts: [(176, "/usr/bin/app")])
    return file
  }

  /// total bytes and blocks, freed bytes and blocks, temporary blocks, bytes and blocks at the peak, its epoch.
  private static func share(_ site: Int, _ numbers: [Int64]) -> [(offset: Int, value: any FixedWidthInteger)] {
    numbers.enumerated().map { (64 * site + 8 * $0.offset, $0.element) }
  }
}

extension Recording {
  init(_ file: [UInt8]) throws {
    self = try file.withUnsafeBytes { bytes throws(RecordingFileError) in try Recording(decoding: bytes, path: "r") }
  }
}
