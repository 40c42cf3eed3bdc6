/// Reading a recording, finished or not, from bytes that nobody vouches for.
///
/// The writers change counters while they are read: each number is one that stood there, sums may be off by events that
/// were under way. What does not make sense is left out; only a file without a proper beginning is refused.

extension Recording {
  /// - Parameters:
  ///   - bytes: the file, mapped or read. Little-endian, as every supported machine writes it.
  ///   - path: for the errors.
  ///   - hasSites: whether to read what was allocated, which takes most of the time; otherwise all counts of the processes are
  ///     zero, but for what was lost.
  public init(
    decoding bytes: UnsafeRawBufferPointer, path: String, hasSites: Bool = true
  ) throws(RecordingFileError) {
    let file = RecordingBytes(bytes: bytes)
    guard bytes.prefix(8).elementsEqual("mprofrec".utf8) else { throw .notARecording(path: path) }
    guard let version = file.load(8, as: UInt32.self), version >= 1 else {
      throw .damaged(path: path, detail: "its header is cut off")
    }
    if version > UInt32(RecordingFileError.readableVersion) { throw .newerVersion(path: path, version: Int(version)) }
    guard let directory = file.load(24, as: UInt64.self), let start = file.load(32, as: UInt64.self),
      directory != 0, file.holds(directory, 16)
    else { throw .damaged(path: path, detail: "its directory is cut off") }
    let tables = file.tables(from: directory).filter { hasSites || !$0.kind.isOfSites }
    let byProcess = Dictionary(grouping: tables, by: \.process)
    var framesLeft = RecordedSites.mostFramesPerByte * bytes.count
    let decoded = byProcess.keys.sorted().compactMap { DecodedProcess(file, byProcess[$0] ?? [], &framesLeft) }
    self.init(
      processes: decoded.map(\.process), lostProcesses: file.load(56, as: UInt32.self).map(Int.init) ?? 0,
      startTime: .nanoseconds(Int64(clamping: start)))
    timeline = Timeline(
      command: main?.arguments.joined(separator: " ") ?? "", mainProcess: main?.processID ?? 0, samples: file.samples(),
      brackets: decoded.flatMap(\.brackets).sorted { $0.entry < $1.entry },
      droppedBrackets: decoded.reduce(0) { $0 + $1.droppedBrackets })
    addOwnSamples(of: decoded)
  }

  /// What the processes that were sampled noted of themselves at their beginning and end.
  private mutating func addOwnSamples(of decoded: [DecodedProcess]) {
    let sampled = Set(timeline.samples.map(\.process)).union([timeline.mainProcess])
    let own = decoded.flatMap(\.ownSamples).filter { sampled.contains($0.process) }
    guard !own.isEmpty else { return }
    timeline.samples = (timeline.samples + own).sorted { ($0.time, $0.process) < ($1.time, $1.process) }
  }
}

/// One process, and its part of the timeline.
private struct DecodedProcess {
  let process: RecordedProcess
  let brackets: [FunctionBracket]
  let droppedBrackets: Int
  let ownSamples: [MemorySample]

  /// nil without the process's own table.
  init?(_ file: RecordingBytes, _ tables: [RecordedTable], _ framesLeft: inout Int) {
    guard let own = tables.first(where: { $0.kind == .process && $0.bytes >= 3120 }),
      let process = RecordedProcess(file, tables, own: own.offset, &framesLeft)
    else { return nil }
    self.process = process
    brackets = RecordedBrackets(file, tables, process: process.processID).all
    func number(_ offset: UInt64) -> Int { own.bytes >= 3144 ? file.count(own.offset + offset) : 0 }
    droppedBrackets = number(3128)
    func sample(_ time: Duration?, resident: Int, traced: Int) -> MemorySample? {
      guard let time, resident > 0 else { return nil }
      return MemorySample(process: process.processID, time: time, resident: resident, traced: traced)
    }
    ownSamples = [
      sample(process.startTime, resident: number(3136), traced: 0),
      sample(process.endTime, resident: number(3120), traced: process.snapshot.totals.live.bytes),
    ].compactMap(\.self)
  }
}

extension RecordedProcess {
  fileprivate init?(_ file: RecordingBytes, _ tables: [RecordedTable], own: UInt64, _ framesLeft: inout Int) {
    guard let id = file.load(own, as: UInt32.self), let parent = file.load(own + 4, as: UInt32.self),
      let start = file.load(own + 8, as: Int64.self), let end = file.load(own + 16, as: Int64.self)
    else { return nil }
    let sites = RecordedSites(file, tables, framesLeft: &framesLeft)
    var totals = sites.totals
    (totals.droppedBlocks, totals.droppedTracebacks) = (file.count(own + 24), file.count(own + 32))
    self.init(
      processID: Int(id), parentID: Int(parent), program: file.text(own + 48, most: 1024),
      arguments: file.texts(own + 1072, most: 2048), startTime: .nanoseconds(start),
      endTime: end > 0 ? .nanoseconds(end) : nil,
      snapshot: Snapshot(
        sites: sites.all, images: images(file, tables), totals: totals, maximumFrames: sites.maximumFrames,
        creationTime: .nanoseconds(max(start, end))),
      lostTables: file.count(own + 40), sizes: AllocationSizes(file, tables))
  }
}

extension AllocationSizes {
  /// The sum over the process's threads.
  fileprivate init(_ file: RecordingBytes, _ tables: [RecordedTable]) {
    self.init()
    var left = SnapshotFormat.largestSum
    for table in tables where table.kind == .sizes {
      for allocator in Allocator.allCases {
        for bucket in 0..<Self.bucketCount {
          let at = table.offset + 8 * UInt64(allocator.rawValue * Self.bucketCount + bucket)
          self[allocator, bucket: bucket] += max(0, file.summand(at, of: &left))
        }
      }
    }
  }
}

/// Each image once: they are noted at launch and again at exit.
private func images(_ file: RecordingBytes, _ tables: [RecordedTable]) -> [LoadedImage] {
  var (images, known) = ([LoadedImage](), Set<LoadedImage>())
  for table in tables where table.kind == .image && table.bytes >= 1200 {
    guard let image = LoadedImage(file, table.offset), known.insert(image).inserted else { continue }
    images.append(image)
  }
  return images
}

extension LoadedImage {
  fileprivate init?(_ file: RecordingBytes, _ at: UInt64) {
    guard let bias = file.load(at, as: UInt64.self), let segments = file.load(at + 8, as: UInt32.self),
      let length = file.load(at + 12, as: UInt32.self)
    else { return nil }
    self.init(
      path: file.text(at + 176, most: 1024),
      buildID: (0..<UInt64(min(length, 32))).compactMap { file.load(at + 144 + $0, as: UInt8.self) }, loadBias: bias,
      segments: (0..<UInt64(min(segments, 8))).compactMap { segment in
        guard let start = file.load(at + 16 + 16 * segment, as: UInt64.self),
          let end = file.load(at + 24 + 16 * segment, as: UInt64.self), start < end
        else { return nil }
        return start..<end
      })
  }
}
