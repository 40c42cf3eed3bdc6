import Glibc
import Snapshots

/// The samples of a recording, written beside the recorded processes into the room that was left for them. Where there is no
/// more room every second moment goes, and only every second, fourth, … moment is sampled from then on.
final class TimelineWriter {
  private let file: CInt
  private let capacity: Int
  private var count = 0
  private var live = LiveBytesReader()
  private var mapped = UnsafeRawBufferPointer(start: nil, count: 0)
  /// So many moments pass for one sample.
  private(set) var stride = 1

  /// - Parameter path: of a recording; without one, nothing is written.
  init(_ path: String) {
    file = open(path, O_RDWR | O_CLOEXEC)
    var room: UInt32 = 0
    let isRead = file >= 0 && pread(file, &room, 4, Recording.timelineCountOffset - 4) == 4
    capacity = isRead ? Int(UInt32(littleEndian: room)) : 0
  }

  deinit {
    if let start = mapped.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), mapped.count) }
    if file >= 0 { close(file) }
  }

  /// Live bytes of the processes that are recorded and have not ended, by the kernel's number.
  func liveBytes() -> [Int: Int] {
    mapWhatIsThere()
    return live.read(mapped)
  }

  func add(_ sample: MemorySample) {
    guard capacity > 0 else { return }
    if count == capacity { thinOut() }
    guard write(sample.recorded, at: Recording.timelineOffset + count * MemorySample.recordedBytes) else { return }
    count += 1
    writeCount()
  }

  /// The second half stays where it is until the first is written: a reader finds every sample that is kept, whenever it
  /// looks, and some of them twice.
  private func thinOut() {
    stride *= 2
    var samples = [UInt8](repeating: 0, count: count * MemorySample.recordedBytes)
    guard pread(file, &samples, samples.count, Recording.timelineOffset) == samples.count else { return }
    let kept = Self.everySecondMoment(of: samples)
    guard write(kept, at: Recording.timelineOffset) else { return }
    count = kept.count / MemorySample.recordedBytes
    writeCount()
  }

  /// Samples of one moment stand side by side and have the same time, which is their first eight bytes.
  private static func everySecondMoment(of samples: [UInt8]) -> [UInt8] {
    var (kept, isKept, time) = ([UInt8](), false, ArraySlice<UInt8>())
    for start in Swift.stride(from: 0, to: samples.count, by: MemorySample.recordedBytes) {
      if samples[start..<(start + 8)] != time { (isKept, time) = (!isKept, samples[start..<(start + 8)]) }
      if isKept { kept += samples[start..<(start + MemorySample.recordedBytes)] }
    }
    return kept
  }

  private func writeCount() {
    _ = withUnsafeBytes(of: UInt32(count).littleEndian) { write(Array($0), at: Recording.timelineCountOffset) }
  }

  /// False on a full disk, which costs the sample and nothing else.
  private func write(_ bytes: [UInt8], at offset: Int) -> Bool {
    pwrite(file, bytes, bytes.count, offset) == bytes.count
  }

  private func mapWhatIsThere() {
    var status = stat()
    guard file >= 0, fstat(file, &status) == 0, status.st_size > mapped.count else { return }
    if let start = mapped.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), mapped.count) }
    let memory = mmap(nil, status.st_size, PROT_READ, MAP_SHARED, file, 0)
    mapped = UnsafeRawBufferPointer(
      start: memory == MAP_FAILED ? nil : memory, count: memory == MAP_FAILED ? 0 : status.st_size)
  }
}
