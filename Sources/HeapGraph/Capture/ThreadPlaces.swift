// Where threads stand on their stacks, and what of these is in use.
#if os(Linux)
import CHeapPicture
import Snapshots

struct ThreadPlaces {
  /// Below the stack pointer functions that call no others may use 128 bytes. Of a thread whose registers are not known more is looked at:
  /// what they held a moment before.
  private static func redZone(_ thread: mph_thread) -> UInt { thread.has_registers ? 128 : 512 }

  private struct Place {
    var thread: Int32
    var name: String
    /// The lowest address in use.
    var start: UInt
    var map: Range<UInt>
    /// Whether all that lies below in the map is the same stack.
    var reachesDown: Bool
  }
  /// Ascending.
  private var places: [Place] = []

  init(_ threads: UnsafeBufferPointer<mph_thread>, _ maps: [MemoryMap]) {
    let starts = maps.map(\.range.lowerBound)
    for thread in threads {
      let index = starts.partitioningIndex { $0 >= thread.stack_pointer &+ 1 } - 1
      guard index >= 0, maps[index].range.contains(thread.stack_pointer) else { continue }
      let map = maps[index]
      places.append(
        Place(
          thread: thread.thread, name: Self.name(thread),
          start: max((thread.stack_pointer - Self.redZone(thread)) & ~7, map.range.lowerBound), map: map.range,
          reachesDown: map.kind == .mainStack || index > 0 && Self.isGuard(maps[index - 1], of: map)))
    }
    places.sort { $0.start < $1.start }
  }

  /// A stack that the C library made begins behind a page that nobody may touch, so nothing else can have become one map with it from
  /// below. Others (coroutines', a signal handler's) are looked through as a whole.
  private static func isGuard(_ lower: MemoryMap, of map: MemoryMap) -> Bool {
    lower.range.upperBound == map.range.lowerBound && lower.permissions.hasPrefix("---")
  }

  static func name(_ thread: mph_thread) -> String {
    withUnsafeBytes(of: thread.name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  var starts: [UInt] { places.map(\.start) }

  /// Whether the piece lies below all that a thread uses of its stack.
  func isStale(_ piece: Range<UInt>, of map: MemoryMap) -> Bool {
    guard let lowest = places.first(where: { $0.map == map.range }) else { return false }
    return lowest.reachesDown && piece.upperBound <= lowest.start
  }

  func source(of piece: Range<UInt>, _ map: MemoryMap) -> RootSource? {
    places.last { $0.start <= piece.lowerBound && $0.map == map.range }
      .map { .stack(thread: $0.thread, name: $0.name) }
  }
}
#endif
