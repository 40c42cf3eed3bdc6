// The heap graph's way to the recorder.
import HeapGraph
import Snapshots
import Symbolication

#if os(Linux) && !MEMORY_PROFILER_FALLBACK
import CAllocationRecorder
import CHeapScan
#endif

extension HeapGraph {
  /// Takes a picture of the heap as it is at one moment.
  ///
  /// All other threads stand still for some milliseconds while the process is copied, as fork does; then they go on, and the copy is
  /// looked through: some 0.3 s for a million blocks. System calls that they are blocked in go on undisturbed, but for two kinds: a
  /// transfer that is half done may return what it has, and a wait with a time-out may begin anew.
  ///
  /// Knows the blocks that are recorded: since `AllocationTracer.start()`, or from launch on with `MPROF_FRAMES` in the environment (0:
  /// sizes alone, which costs least). Blocks from before are unknown: they are in no census, and what they refer to is no leak.
  ///
  /// Callable from any thread; one captures at a time. With `MEMORY_PROFILER=off` the graph has no blocks.
  /// - Throws: `HeapGraphError`, when no block is recorded, when the threads cannot be stopped, without memory, and elsewhere than on
  ///   Linux.
  public static func capture() throws(HeapGraphError) -> HeapGraph {
    #if os(Linux) && !MEMORY_PROFILER_FALLBACK
    return try capture(tracking: [])
    #else
    throw .unsupportedPlatform
    #endif
  }

  #if os(Linux) && !MEMORY_PROFILER_FALLBACK
  static func capture(tracking classes: [HeapSource.TrackedClass]) throws(HeapGraphError) -> HeapGraph {
    mpr_thread_pause()
    defer { mpr_thread_resume() }
    Profiling.leaveOutOwnWork
    if Profiling.isTurnedOff { return try HeapGraph(capturing: .empty) }
    guard mpr_is_interposed() else { throw .notInterposed }
    guard mpr_records_blocks() else { throw .notRecorded }
    var source = HeapSource.recorder()
    source.tracked = classes
    source.ownSite = UInt32(MPR_OWN_SITE)
    return try HeapGraph(capturing: source)
  }
  #endif
}

#if os(Linux) && !MEMORY_PROFILER_FALLBACK
extension HeapSource {
  /// The recorder of this process, now.
  static func recorder() -> HeapSource {
    var (blocks, bytes): (UInt64, UInt64) = (0, 0)
    mpr_count_every_block(&blocks, &bytes)
    let images = LoadedImage.all()
    return HeapSource(
      listBlocks: listBlocks, isGoodMoment: mpr_is_at_rest, live: BlockTotal(blocks: Int(blocks), bytes: Int(bytes)),
      knowsEveryBlock: mpr_knows_every_block(), ownMemory: ownMemory(), images: images, names: .recorded(images))
  }

  /// The recorder's function itself, since no Swift may run in the copy. Both structures have address, bytes and site, in this order.
  private static var listBlocks: mhs_list_function {
    typealias List = @convention(c) (UnsafeMutablePointer<UInt>?, UnsafeMutablePointer<mpr_live_block>?, Int) -> Int
    return unsafeBitCast(mpr_list_every_block as List, to: mhs_list_function.self)
  }

  /// With MEMORY_PROFILER=off: a process without blocks.
  static var empty: HeapSource {
    HeapSource(
      listBlocks: { _, _, _ in 0 }, isGoodMoment: mpr_is_at_rest, live: .zero, knowsEveryBlock: false, ownMemory: [],
      images: [], names: .none)
  }

  private static func ownMemory() -> [Range<UInt>] {
    var ranges: [Range<UInt>] = []
    withUnsafeMutablePointer(to: &ranges) { ranges in
      mpr_visit_own_memory(
        { start, bytes, ranges in
          ranges?.assumingMemoryBound(to: [Range<UInt>].self).pointee.append(start..<start + UInt(bytes))
        }, ranges)
    }
    return ranges
  }
}

extension HeapNames {
  static let none = HeapNames(
    site: { _ in nil }, traceback: { _ in nil }, modules: { _ in [] }, code: { _ in nil }, variable: { _ in nil })

  /// From the recorder's tracebacks and the images' debug information.
  static func recorded(_ images: [LoadedImage]) -> HeapNames {
    let variables = VariableNames(images: images)
    return HeapNames(
      site: site, traceback: { site in source(of: Traceback(site: site), images) },
      modules: { site in files(of: Traceback(site: site), images) },
      code: { counter in
        let address = CodeAddress.programCounter(ProgramCounter(UInt64(counter)))
        return source(of: Traceback(frames: [address], isTruncated: false), images)?.frames.first
      },
      variable: { variables.name(at: UInt64($0)) })
  }

  @Sendable private static func site(_ block: UInt) -> UInt32? {
    var (site, size): (UInt32, Int) = (0, 0)
    var frame: UInt64 = 0
    var isTruncated = false
    guard mpr_find_block(UnsafeRawPointer(bitPattern: block), &site, &size),
      mpr_read_traceback(site, &frame, 1, &isTruncated) > 0
    else { return nil }
    return site
  }

  private static func source(of traceback: Traceback, _ images: [LoadedImage]) -> SourceTraceback? {
    guard !traceback.frames.isEmpty else { return nil }
    let site = AllocationSite(traceback: traceback)
    let snapshot = Snapshot(
      sites: [site], images: images, maximumFrames: traceback.frames.count, creationTime: .zero)
    return snapshot.traceback(of: site)
  }

  private static func files(of traceback: Traceback, _ images: [LoadedImage]) -> [String] {
    let found = traceback.frames.compactMap { frame in
      images.first { $0.segments.contains { $0.contains(frame.programCounter.rawValue) } }?.path
    }
    return Array(Set(found)).sorted()
  }
}
#endif
