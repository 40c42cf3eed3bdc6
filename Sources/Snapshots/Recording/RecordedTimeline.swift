/// The timeline of a recording, from its samples and the brackets of its processes.

extension RecordingBytes {
  /// Samples as the recording's maker wrote them, maybe twice and in any order; ascending by time.
  func samples() -> [MemorySample] {
    guard let first = load(40, as: UInt64.self), let capacity = load(48, as: UInt32.self),
      let count = load(52, as: UInt32.self)
    else { return [] }
    var samples = Set<MemorySample>()
    for index in 0..<UInt64(min(count, capacity)) {
      guard let sample = MemorySample(self, first &+ 32 &* index) else { break }
      if sample.time > .zero { samples.insert(sample) }
    }
    return samples.sorted { ($0.time, $0.process) < ($1.time, $1.process) }
  }
}

extension MemorySample {
  /// Bytes of one in the file.
  public static let recordedBytes = 32

  /// nil outside the file.
  init?(_ file: RecordingBytes, _ at: UInt64) {
    guard file.holds(at, 32), let time = file.load(at, as: Int64.self),
      let process = file.load(at + 8, as: UInt32.self),
      let isTraced = file.load(at + 12, as: UInt32.self), let resident = file.load(at + 16, as: Int.self),
      let traced = file.load(at + 24, as: Int.self)
    else { return nil }
    self.init(
      process: Int(process), time: .nanoseconds(time), resident: max(0, resident),
      traced: isTraced == 0 ? nil : max(0, traced))
  }

  /// As it stands in a recording.
  public var recorded: [UInt8] {
    var bytes: [UInt8] = []
    func append<Number: FixedWidthInteger>(_ number: Number) {
      withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
    }
    append(time.nanoseconds)
    append(UInt32(truncatingIfNeeded: process))
    append(UInt32(traced == nil ? 0 : 1))
    append(Int64(resident))
    append(Int64(traced ?? 0))
    return bytes
  }
}

extension Duration {
  /// Whole ones; of times since 1970 until the year 2262.
  public var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000
  }
}

/// The brackets of one process.
struct RecordedBrackets {
  private let file: RecordingBytes
  private let process: Int
  private var names: [UInt32: String] = [:]
  private(set) var all: [FunctionBracket] = []

  private static let nameBytes = 256
  private static let bracketsAChunk: UInt64 = 256
  /// What a process can have written.
  private static let most = 65_536

  init(_ file: RecordingBytes, _ tables: [RecordedTable], process: Int) {
    self.file = file
    self.process = process
    for table in tables where table.kind == .name {
      names[table.index] = file.text(table.offset, most: Self.nameBytes)
    }
    for table in tables where table.kind == .brackets {
      for index in 0..<min(Self.bracketsAChunk, table.bytes / 56) where all.count < Self.most {
        add(table.offset + 56 * index)
      }
    }
    setLevels()
  }

  private mutating func add(_ at: UInt64) {
    guard let entry = file.load(at, as: Int64.self), entry > 0, let exit = file.load(at + 8, as: Int64.self),
      let before = file.load(at + 16, as: Int.self), let after = file.load(at + 24, as: Int.self),
      let name = file.load(at + 40, as: UInt32.self), let calls = file.load(at + 44, as: UInt32.self)
    else { return }
    let hasEnded = exit >= entry
    all.append(
      FunctionBracket(
        process: process, name: names[name] ?? "?", level: 1, entry: .nanoseconds(entry),
        exit: hasEnded ? .nanoseconds(exit) : nil, residentAtEntry: max(0, before),
        residentAtExit: hasEnded ? max(0, after) : nil, calls: Int(calls)))
  }

  /// A function that runs within another's time is one deeper, on whichever thread or task.
  private mutating func setLevels() {
    all.sort { ($0.entry, $1.end) < ($1.entry, $0.end) }
    var open: [Duration] = []
    for index in all.indices {
      open.removeAll { $0 < all[index].end }
      all[index].level = open.count + 1
      open.append(all[index].end)
    }
  }
}

extension FunctionBracket {
  /// For comparing: one that has not ended ends after all others.
  fileprivate var end: Duration { exit ?? .seconds(Int64.max) }
}
