// Where references from outside of the heap can be: variables, stacks, registers, other memory of the program's.
#if os(Linux)
import CHeapPicture
import CHeapScan
import Snapshots

/// What kind of memory a root lies in.
enum RootSource: Hashable, Sendable {
  /// Of the image at this index.
  case variables(image: Int)
  /// Of the thread with this number; `frame` was its frame pointer when it was stopped.
  case stack(thread: Int32, name: String)
  case threadStorage(thread: Int32, name: String)
  case registers(thread: Int32, name: String)
  /// Mapped by somebody, not by malloc.
  case mapping
  /// Of malloc's, from before blocks were recorded.
  case unknownBlocks
}

extension RootSource {
  var isOfThread: Bool {
    switch self {
    case .stack, .registers: true
    default: false
    }
  }
}

/// Divides the memory of a picture into ranges to be looked through, and what must not be: the profiler's own, what malloc has freed,
/// stacks below where their thread stands.
struct RootRanges {
  private(set) var ranges: [mhs_source_range] = []
  private(set) var sources: [RootSource] = []
  /// Pieces of mappings, of which Linux allows 65,530 as a rule.
  static let most = 1 << 20

  private let images: [LoadedImage]
  private let arenas: DisjointRanges
  private let knowsEveryBlock: Bool
  private let excluded: DisjointRanges
  /// malloc's own, where it is in a library: in a program that has it inside they are the program's, too.
  private let allocatorVariables: RootSource?
  /// Where pieces of different kinds meet, ascending.
  private var bounds: [UInt] = []

  /// - Parameters:
  ///   - arenas: the heaps of malloc's that are not the main one.
  ///   - excluded: the profiler's own memory.
  init(images: [LoadedImage], arenas: [Range<UInt>], excluded: [Range<UInt>], knowsEveryBlock: Bool) {
    self.images = images
    self.arenas = DisjointRanges(arenas)
    self.excluded = DisjointRanges(excluded)
    self.knowsEveryBlock = knowsEveryBlock
    let allocator = UInt64(mhs_allocator_code())
    allocatorVariables = images.firstIndex { image in
      image.path.split(separator: "/").last?.hasPrefix("libc") == true
        && image.segments.contains { $0.contains(allocator) }
    }.map { .variables(image: $0) }
  }

  mutating func add(_ threads: UnsafeBufferPointer<mph_thread>, _ maps: [MemoryMap]) {
    let stacks = ThreadPlaces(threads, maps)
    bounds = (stacks.starts + arenas.bounds + excluded.bounds).sorted()
    for thread in threads.indices { addRegisters(threads, thread) }
    for map in maps where isLookedThrough(map) { add(map, stacks) }
  }

  /// Of files only what was written to since they were mapped: variables. A shared file can be cut short by others, and to read what
  /// is cut off ends the process.
  private func isLookedThrough(_ map: MemoryMap) -> Bool {
    guard map.permissions.hasPrefix("rw") else { return false }
    return switch map.kind {
    case .heap, .mainStack, .anonymous: true
    case .file: map.permissions.hasSuffix("p") && !map.name.hasPrefix("[v")
    }
  }

  private mutating func add(_ map: MemoryMap, _ stacks: ThreadPlaces) {
    var start = map.range.lowerBound
    // Neighbouring mappings appear as one: cut at the bounds of stacks and arenas.
    for cut in cuts(of: map.range) + [map.range.upperBound] where cut > start {
      addPiece(start..<cut, map, stacks)
      start = cut
    }
  }

  private func cuts(of range: Range<UInt>) -> ArraySlice<UInt> {
    let first = bounds.partitioningIndex { $0 >= range.lowerBound }
    return bounds[first..<max(first, bounds.partitioningIndex { $0 >= range.upperBound })]
  }

  private mutating func addPiece(_ piece: Range<UInt>, _ map: MemoryMap, _ stacks: ThreadPlaces) {
    if excluded.contains(piece.lowerBound) || stacks.isStale(piece, of: map) { return }
    if map.kind == .heap || arenas.contains(piece.lowerBound) {
      return append(piece, .unknownBlocks, isArena: knowsEveryBlock)
    }
    append(piece, stacks.source(of: piece, map) ?? imageSource(of: piece) ?? .mapping)
  }

  private func imageSource(of piece: Range<UInt>) -> RootSource? {
    // What follows a file's variables and has no file is its uninitialized ones.
    let index = images.firstIndex { image in
      image.segments.contains { $0.overlaps(UInt64(piece.lowerBound)..<UInt64(piece.upperBound)) }
    }
    return index.map { .variables(image: $0) }
  }

  private mutating func addRegisters(_ threads: UnsafeBufferPointer<mph_thread>, _ index: Int) {
    guard let first = threads.baseAddress else { return }
    let start = UInt(bitPattern: first + index)
    let name = ThreadPlaces.name(threads[index])
    append(
      start..<start + UInt(MemoryLayout<mph_thread>.size), .registers(thread: threads[index].thread, name: name))
  }

  private mutating func append(_ range: Range<UInt>, _ source: RootSource, isArena: Bool = false) {
    ranges.append(
      mhs_source_range(
        start: UInt64(range.lowerBound), end: UInt64(range.upperBound), source: UInt32(sources.count),
        is_arena: isArena ? 1 : 0, is_of_thread: source.isOfThread ? 1 : 0,
        is_of_allocator: source == allocatorVariables ? 1 : 0))
    sources.append(source)
  }
}

#endif
