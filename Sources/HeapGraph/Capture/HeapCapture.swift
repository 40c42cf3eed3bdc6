// One capture: take the picture, have the copy list and connect the blocks, tell their types, keep what it found.
#if os(Linux)
import CHeapPicture
import CHeapScan
import Glibc
import Snapshots

/// Runs on one thread, with the recorder paused on it. Everything large is in `SharedRoom`.
struct HeapCapture {
  private let source: HeapSource
  private let picture: OpaquePointer
  private let heap: UnsafeMutablePointer<mhs_heap>
  private var room: SharedRoom
  private let types: UnsafeMutableBufferPointer<Int32>
  private let reader: PictureReader
  private var stages = StageTimes()

  /// - Parameter ways: 1 << mph_way of those to try; 0: all.
  static func run(_ source: () -> HeapSource, ways: UInt32 = 0) throws(HeapGraphError) -> HeapStorage {
    mph_clear_stack()
    return try CaptureTurn.take { () throws(HeapGraphError) in try capture(source(), ways) }
  }

  private static func capture(_ source: HeapSource, _ ways: UInt32) throws(HeapGraphError) -> HeapStorage {
    let plan = RoomPlan(live: source.live.blocks, bytes: source.live.bytes)
    guard let work = OwnMappings.map(plan.workBytes) else { throw .noRoom(SystemMessage.last) }
    defer { OwnMappings.unmap(work, plan.workBytes) }
    let sharedBytes = plan.sharedBytes
    mhs_prepare(source.listBlocks)
    var stages = StageTimes()
    let picture = try take(source, ways, sharedBytes)
    stages.end("picture")
    var isKept = false
    defer { mph_close(picture, isKept) }
    guard let shared = mph_shared(picture) else { throw .copyEnded }
    var capture = HeapCapture(source, picture, SharedRoom(start: shared, bytes: sharedBytes), plan, work, stages)
    let storage = try capture.storage(excluding: [
      UInt(bitPattern: work)..<UInt(bitPattern: work) + UInt(plan.workBytes),
      UInt(bitPattern: shared)..<UInt(bitPattern: shared) + UInt(sharedBytes),
    ])
    isKept = true
    return storage
  }

  private static func take(
    _ source: HeapSource, _ ways: UInt32, _ sharedBytes: Int
  ) throws(HeapGraphError) -> OpaquePointer {
    var options = mph_options(ways: ways, is_good_moment: source.isGoodMoment, shared_bytes: sharedBytes)
    var picture: OpaquePointer?
    var thread: Int32 = 0
    switch mph_take(&options, &picture, &thread) {
    case 0: break
    case EBUSY: throw .captureInProgress
    case EPERM: throw .threadsCannotBeStopped
    case ETIMEDOUT: throw .threadDidNotStop(Int(thread))
    case let failure: throw .noRoom(SystemMessage.text(failure))
    }
    guard let picture else { throw .copyEnded }
    return picture
  }

  private init(
    _ source: HeapSource, _ picture: OpaquePointer, _ room: SharedRoom, _ plan: RoomPlan,
    _ work: UnsafeMutableRawPointer, _ stages: StageTimes
  ) {
    self.source = source
    self.picture = picture
    self.stages = stages
    var room = room
    heap = room.take(mhs_heap.self, count: 1)
    heap.pointee.list = source.listBlocks
    heap.pointee.capacity = plan.blocks
    heap.pointee.addresses = room.take(UInt64.self, count: plan.blocks)
    heap.pointee.bytes = room.take(UInt64.self, count: plan.blocks)
    heap.pointee.graph.first = room.take(UInt64.self, count: plan.blocks + 1)
    heap.pointee.reached = room.take(UInt64.self, count: plan.blocks / 64 + 1)
    heap.pointee.arena_capacity = RoomPlan.arenas
    heap.pointee.arenas = room.take(UInt64.self, count: RoomPlan.arenas)
    heap.pointee.own = room.take(UInt64.self, count: plan.blocks / 64 + 1)
    heap.pointee.ranges = room.take(mhs_source_range.self, count: RootRanges.most)
    heap.pointee.work = mhs_room(
      start: work.assumingMemoryBound(to: CChar.self), bytes: plan.workBytes, used: 0, failed: false)
    types = UnsafeMutableBufferPointer(start: room.take(Int32.self, count: plan.blocks), count: plan.blocks)
    reader = PictureReader(picture, &room)
    self.room = room
  }

  private mutating func storage(excluding own: [Range<UInt>]) throws(HeapGraphError) -> HeapStorage {
    try ask(mhs_request_blocks, "list")
    if heap.pointee.is_truncated { throw .noRoom("it grew while it was captured") }
    let blockTypes = classify()
    addPolicies(blockTypes)
    let tracked = countTracked()
    stages.end("types")
    let ranges = try rootRanges(excluding: own)
    giveResultRoom()
    try ask(mhs_request_graph, "references")
    try ask(mhs_request_roots, "roots")
    try ask(mhs_request_reached, "mark")
    return HeapStorage(
      heap: heap.pointee, types: types, typeNames: blockTypes.names, sources: ranges.sources, source: source,
      picture: PictureFacts(picture), tracked: tracked, room: room.start, roomBytes: room.bytes, stages: stages.all)
  }

  private func countTracked() -> [TrackedCount] {
    source.tracked.isEmpty
      ? [] : TrackedCounting(source.tracked, heap.pointee, memory: reader.memoryReader).counts
  }

  private mutating func ask(
    _ request: @convention(c) (UnsafeMutableRawPointer?) -> Void, _ stage: String
  ) throws(HeapGraphError) {
    guard mph_call(picture, request, heap) == 0 else { throw .copyEnded }
    if heap.pointee.failed { throw .noRoom("the room for its references is too small") }
    stages.end(stage)
  }

  private func classify() -> BlockTypes {
    var blockTypes = BlockTypes(images: source.images, reader: reader.memoryReader)
    let count = heap.pointee.count
    let chunk = 1 << 16
    let buffer = OwnBuffer<BlockExtent>(capacity: min(chunk, count))
    let extents = buffer.elements
    for start in stride(from: 0, to: count, by: chunk) {
      let end = min(start + chunk, count)
      for index in start..<end {
        extents.initializeElement(at: index - start, to: extent(index))
      }
      blockTypes.classify(
        UnsafeBufferPointer(rebasing: extents[..<(end - start)]),
        into: UnsafeMutableBufferPointer(rebasing: types[start..<end]))
    }
    return blockTypes
  }

  /// The profiler's own blocks are not typed, and so empty here: their types may be those of another copy of the language's runtime, which the
  /// program's does not know and would crash on.
  private func extent(_ index: Int) -> BlockExtent {
    let isOwn = mhs_is_in(heap.pointee.own, UInt32(index))
    return BlockExtent(
      address: UInt(heap.pointee.addresses[index]), bytes: isOwn ? 0 : Int(heap.pointee.bytes[index]))
  }

  private mutating func addPolicies(_ blockTypes: BlockTypes) {
    var table = PolicyTable()
    table.add(blockTypes)
    heap.pointee.policies = table.stored(in: &room)
  }

  private mutating func rootRanges(excluding own: [Range<UInt>]) throws(HeapGraphError) -> RootRanges {
    guard let maps = reader.maps() else { throw .copyEnded }
    let arenas = UnsafeBufferPointer(start: heap.pointee.arenas, count: heap.pointee.arena_count)
      .map { UInt($0)..<UInt($0) + 64 << 20 }
    var ranges = RootRanges(
      images: source.images, arenas: arenas,
      excluded: source.ownMemory + OwnMappings.all(in: reader.memoryReader) + own,
      knowsEveryBlock: source.knowsEveryBlock)
    var count = 0
    let threads = mph_threads(picture, &count)
    ranges.add(UnsafeBufferPointer(start: threads, count: count), maps)
    guard ranges.ranges.count <= RootRanges.most else { throw .noRoom("it has too many mappings") }
    heap.pointee.ranges.update(from: ranges.ranges, count: ranges.ranges.count)
    heap.pointee.range_count = ranges.ranges.count
    let places = room.take(mhs_thread_storage.self, count: count)
    for index in 0..<count {
      guard let thread = threads.map({ $0 + index }) else { continue }
      places[index] = mhs_thread_storage(
        number: thread.pointee.thread, thread_pointer: thread.pointee.thread_pointer, registers: registers(of: thread),
        register_count: Int(MPH_GENERAL_REGISTERS))
    }
    heap.pointee.threads = UnsafePointer(places)
    heap.pointee.thread_count = count
    return ranges
  }

  /// In memory that the copy shares.
  private func registers(of thread: UnsafePointer<mph_thread>) -> UnsafePointer<UInt> {
    let start = UnsafeRawPointer(thread) + (MemoryLayout<mph_thread>.offset(of: \.general) ?? 0)
    return start.assumingMemoryBound(to: UInt.self)
  }

  private mutating func giveResultRoom() {
    let rest = room.takeRest()
    heap.pointee.result = mhs_room(
      start: rest.baseAddress?.assumingMemoryBound(to: CChar.self), bytes: rest.count, used: 0, failed: false)
  }
}
#endif
