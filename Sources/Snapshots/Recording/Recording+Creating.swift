extension Recording {
  private static let page = 4096
  private static let directoryBytes = 16 * page
  /// Samples of the timeline; at ten a second, half an hour's.
  public static let timelineCapacity = 16_384
  /// Where the samples stand in the file, from its beginning.
  public static let timelineOffset = page + directoryBytes
  /// Where the number of samples stands, as four bytes, after four bytes of how many there is room for.
  public static let timelineCountOffset = 52
  /// What is taken of the file before a process begins: `emptyFile` is cut off where only zeros follow.
  public static let emptyFileBytes = timelineOffset + timelineCapacity * MemorySample.recordedBytes

  /// The bytes of a recording in which no process has begun: what a program to be recorded expects to find. The layout is
  /// CAllocationRecorder's, in recording.h.
  /// - Parameters:
  ///   - startTime: since 1970-01-01 00:00 UTC.
  ///   - hasTimeline: whether there is room for samples, which follows what is given here.
  public static func emptyFile(startTime: Duration, hasTimeline: Bool = true) -> [UInt8] {
    let (seconds, attoseconds) = startTime.components
    let nanoseconds = UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
    var bytes = Array("mprofrec".utf8)
    append(UInt32(RecordingFileError.readableVersion), to: &bytes)
    append(UInt32(0), to: &bytes)
    append(UInt64(hasTimeline ? emptyFileBytes : timelineOffset), to: &bytes)
    append(UInt64(page), to: &bytes)
    append(nanoseconds, to: &bytes)
    append(UInt64(timelineOffset), to: &bytes)
    append(UInt32(hasTimeline ? timelineCapacity : 0), to: &bytes)
    bytes += Array(repeating: 0, count: page - bytes.count)
    append(UInt64(0), to: &bytes)
    append(UInt32(0), to: &bytes)
    append(UInt32((directoryBytes - 16) / 32), to: &bytes)
    return bytes + Array(repeating: 0, count: page + directoryBytes - bytes.count)
  }

  private static func append<Number: FixedWidthInteger>(_ number: Number, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }

  /// The processes of the program that was started, the last one it became first: those that had the first process's number.
  public var main: RecordedProcess? {
    processes.last { $0.processID == processes[0].processID }
  }
}
