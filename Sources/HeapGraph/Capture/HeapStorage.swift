// What a capture found: blocks, their types, who refers to whom, roots. Read only, but for what is worked out when first asked for.
#if os(Linux)
import CHeapScan
import Snapshots
import Synchronization

/// Blocks are numbered by ascending address; those that were allocated for the profiler are among them.
final class HeapStorage: @unchecked Sendable {
  let source: HeapSource
  let picture: PictureFacts
  let tracked: [TrackedCount]
  let stages: [(name: String, duration: Duration)]
  let typeNames: [String]
  /// The thread that captured.
  let capturingThread: Int32
  private let heap: mhs_heap
  private let types: UnsafeMutableBufferPointer<Int32>
  private let rootSources: [RootSource]
  private let room: (start: UnsafeMutableRawPointer, bytes: Int)
  private let backwards = Mutex<WorkedOut<mhs_graph>?>(nil)
  private let retained = Mutex<WorkedOut<UnsafeMutablePointer<UInt64>>?>(nil)
  private let ownerNames = Mutex<OwnerNames?>(nil)
  let properties: Mutex<PropertyNames>

  /// Takes the room over.
  init(
    heap: mhs_heap, types: UnsafeMutableBufferPointer<Int32>, typeNames: [String], sources: [RootSource],
    source: HeapSource, picture: PictureFacts, tracked: [TrackedCount], room: UnsafeMutableRawPointer, roomBytes: Int,
    stages: [(name: String, duration: Duration)]
  ) {
    self.heap = heap
    self.types = types
    self.typeNames = typeNames
    self.source = source
    self.picture = picture
    self.stages = stages
    self.tracked = tracked
    rootSources = sources
    capturingThread = currentThread()
    self.room = (room, roomBytes)
    properties = Mutex(PropertyNames(images: source.images, reader: .live))
    OwnMappings.add(room, roomBytes)
  }

  deinit { OwnMappings.unmap(room.start, room.bytes) }

  var count: Int { heap.count }
  var graph: mhs_graph { heap.graph }
  func address(_ block: UInt32) -> UInt { UInt(heap.addresses[Int(block)]) }
  func bytes(_ block: UInt32) -> Int { Int(heap.bytes[Int(block)]) }
  /// An index into `typeNames`; −1 where it is not known.
  func type(_ block: UInt32) -> Int { Int(types[Int(block)]) }
  func isReached(_ block: UInt32) -> Bool { mhs_is_in(heap.reached, block) }
  var reached: UnsafePointer<UInt64> { UnsafePointer(heap.reached) }

  /// Whether it was allocated for the profiler: no block of the program's.
  func isOwn(_ block: UInt32) -> Bool { mhs_is_in(heap.own, block) }

  /// The program's blocks.
  var blocks: some Sequence<UInt32> { (0..<UInt32(count)).lazy.filter { !self.isOwn($0) } }

  /// What the block refers to.
  func targets(_ block: UInt32) -> UnsafeBufferPointer<UInt32> { Self.row(heap.graph, block) }

  /// What refers to the block.
  func referrers(_ block: UInt32) -> UnsafeBufferPointer<UInt32> {
    let graph = backwards.withLock { known in
      if known == nil {
        known = WorkedOut(bytes: count * 16 + targetCount * 4 + 1 << 16) { room in
          var reversed = mhs_graph()
          var graph = self.heap.graph
          return mhs_reverse(&room, &graph, &reversed) ? reversed : nil
        }
      }
      return known?.value
    }
    return graph.map { Self.row($0, block) } ?? UnsafeBufferPointer(start: nil, count: 0)
  }

  private var targetCount: Int { Int(heap.graph.first[count]) }

  private static func row(_ graph: mhs_graph, _ block: UInt32) -> UnsafeBufferPointer<UInt32> {
    let start = Int(graph.first[Int(block)])
    return UnsafeBufferPointer(start: graph.targets + start, count: Int(graph.first[Int(block) + 1]) - start)
  }

  // MARK: Roots

  var roots: UnsafeBufferPointer<mhs_root> { UnsafeBufferPointer(start: heap.roots.roots, count: heap.roots.count) }
  func source(of root: mhs_root) -> RootSource { rootSources[Int(root.source)] }

  // MARK: Where an address is

  /// The block that holds it, at its start or inside.
  func block(at address: UInt) -> UInt32? {
    let after = UnsafeBufferPointer(start: heap.addresses, count: count).partitioningIndex { $0 > UInt64(address) }
    guard after > 0, UInt64(address) - heap.addresses[after - 1] < max(heap.bytes[after - 1], 1) else { return nil }
    return UInt32(after - 1)
  }

  // MARK: Worked out when first asked for

  /// The bytes that would be free without the block; 0 for what nothing reaches.
  func retainedBytes(_ block: UInt32) -> Int? {
    retained.withLock { known in
      if known == nil { known = WorkedOut(bytes: count * 96 + targetCount * 4 + 1 << 20) { self.retained(in: &$0) } }
      return known.map { Int($0.value[Int(block)]) }
    }
  }

  private func retained(in room: inout mhs_room) -> UnsafeMutablePointer<UInt64>? {
    guard let retained: UnsafeMutablePointer<UInt64> = room.take(count),
      let dominators: UnsafeMutablePointer<UInt32> = room.take(count)
    else { return nil }
    let roots = roots.map(\.block)
    var graph = heap.graph
    return mhs_dominators(&room, &graph, roots, roots.count, heap.bytes, dominators, retained) ? retained : nil
  }

  /// The type's name; for what has none, whose memory it is.
  func name(_ block: UInt32) -> String {
    let type = type(block)
    if type >= 0 { return typeNames[type] }
    return ownerNames.withLock { names in
      if names == nil { names = OwnerNames(self) }
      return names?[block] ?? OwnerNames.nobody
    }
  }
}

/// The result of a computation with the memory that it stands in.
final class WorkedOut<Value>: @unchecked Sendable {
  let value: Value
  private let start: UnsafeMutableRawPointer
  private let bytes: Int

  /// nil without memory.
  init?(bytes: Int, _ body: (inout mhs_room) -> Value?) {
    guard let start = OwnMappings.map(bytes) else { return nil }
    var room = mhs_room(start: start.assumingMemoryBound(to: CChar.self), bytes: bytes, used: 0, failed: false)
    guard let value = body(&room) else {
      OwnMappings.unmap(start, bytes)
      return nil
    }
    self.value = value
    self.start = start
    self.bytes = bytes
  }

  deinit { OwnMappings.unmap(start, bytes) }
}

extension mhs_room {
  mutating func take<T>(_ count: Int) -> UnsafeMutablePointer<T>? {
    let wanted = RoomPlan.bytes(T.self, count: count)
    guard bytes - used >= wanted, let start else { return nil }
    defer { used += wanted }
    return UnsafeMutableRawPointer(start + used).bindMemory(to: T.self, capacity: count)
  }
}
#endif
