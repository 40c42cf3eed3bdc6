// A heap written by hand: memory of its own, blocks where a test says, and a room of a known size whose memory is not zero.
import CHeapScan
import Foundation

/// Blocks keep their usable size as far behind them as the heap is large, so that they may stand side by side.
final class FakeHeap {
  /// More than 4 GiB; only what is written takes memory.
  static let bytes = 8 << 30
  let start: UInt
  let room: Room
  private var blocks: [(address: UInt, bytes: UInt64)] = []
  private let addresses = UnsafeMutablePointer<UInt64>.allocate(capacity: 1 << 16)
  private let sizes = UnsafeMutablePointer<UInt64>.allocate(capacity: 1 << 16)

  init(roomBytes: Int = 4 << 20) {
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    guard let memory = mmap(nil, 2 * Self.bytes, PROT_READ | PROT_WRITE, flags, -1, 0), memory != MAP_FAILED else {
      fatalError("no address space for a heap")
    }
    start = UInt(bitPattern: memory)
    room = Room(bytes: roomBytes)
  }

  deinit {
    munmap(UnsafeMutableRawPointer(bitPattern: start), 2 * Self.bytes)
    addresses.deallocate()
    sizes.deallocate()
  }

  /// The address of a new block so many bytes behind the heap's start.
  @discardableResult
  func block(at offset: Int, bytes: Int, usable: Int? = nil, words: [Int: UInt] = [:]) -> UInt {
    let address = start + UInt(offset)
    blocks.append((address, UInt64(bytes)))
    self[address + UInt(Self.bytes)] = UInt(usable ?? bytes)
    for (place, word) in words { self[address + UInt(place)] = word }
    return address
  }

  subscript(address: UInt) -> UInt {
    get { UnsafePointer<UInt>(bitPattern: address)!.pointee }
    set { UnsafeMutablePointer<UInt>(bitPattern: address)!.pointee = newValue }
  }

  var described: mhs_blocks {
    for (number, block) in blocks.sorted(by: { $0.address < $1.address }).enumerated() {
      addresses[number] = UInt64(block.address)
      sizes[number] = block.bytes
    }
    return mhs_blocks(addresses: addresses, bytes: sizes, count: blocks.count) { block in
      block!.load(fromByteOffset: FakeHeap.bytes, as: Int.self)
    }
  }

  /// Valid as long as the heap.
  var index: OpaquePointer? {
    var described = described
    return mhs_make_index(&room.room, &described)
  }

  func numbers(of addresses: [UInt]) -> [UInt32?] {
    let index = index!
    return addresses.map { mhs_find(index, $0) }.map { $0 == MHS_NONE ? nil : $0 }
  }

  /// The targets of each block, in the blocks' order; nil without room.
  /// `inUse`: blocks that threads refer to; of at most 64.
  func references(_ policies: [Policy] = [], capacity: Int = 64, inUse: [UInt32] = []) -> [[UInt32]]? {
    let table = PolicyTable(policies, capacity: capacity)
    let used = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
    defer { used.deallocate() }
    used.pointee = inUse.reduce(0) { $0 | 1 << UInt64($1) }
    table.policies.in_use = inUse.isEmpty ? nil : UnsafePointer(used)
    var graph = mhs_graph()
    var described = described
    guard let index, mhs_scan(&room.room, &described, index, &table.policies, &graph) else { return nil }
    return Self.rows(graph)
  }

  static func rows(_ graph: mhs_graph) -> [[UInt32]] {
    (0..<graph.count).map { block in
      (graph.first[block]..<graph.first[block + 1]).map { graph.targets[Int($0)] }
    }
  }

  /// Nil without room.
  func roots(in ranges: [mhs_source_range]) -> [mhs_root]? {
    var roots = mhs_roots()
    var described = described
    guard let index, mhs_find_roots(&room.room, &described, index, ranges, ranges.count, &roots) else { return nil }
    return Array(UnsafeBufferPointer(start: roots.roots, count: roots.count))
  }
}

/// Memory for one room, full of ones, with a word behind it that nobody may write.
final class Room {
  var room: mhs_room
  private let bytes: Int
  private let guardWord = 0x5AFE_5AFE_5AFE_5AFE

  init(bytes: Int) {
    self.bytes = bytes
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes + 8, alignment: 64)
    memset(memory, 0xFF, bytes)
    memory.storeBytes(of: guardWord, toByteOffset: bytes, as: Int.self)
    room = mhs_room(start: memory.assumingMemoryBound(to: CChar.self), bytes: bytes, used: 0, failed: false)
  }

  deinit { room.start.deallocate() }

  var isIntact: Bool { UnsafeRawPointer(room.start).loadUnaligned(fromByteOffset: bytes, as: Int.self) == guardWord }
}

struct Policy {
  var firstWord: UInt64
  var contents: mhs_contents
  var skips: [UInt32] = []
  var repeatsFrom = UInt32.max
  var stride: UInt32 = 0
  var valueStride: UInt32 = 0
  var exactBytes: UInt32 = 0
}

final class PolicyTable {
  var policies: mhs_policies
  private let table: UnsafeMutablePointer<mhs_policy>
  private let skips: UnsafeMutablePointer<UInt32>

  init(_ entries: [Policy], capacity: Int) {
    table = .allocate(capacity: capacity)
    table.initialize(repeating: mhs_policy(), count: capacity)
    skips = .allocate(capacity: entries.reduce(1) { $0 + $1.skips.count })
    policies = mhs_policies(table: table, capacity: capacity, skips: skips, in_use: nil)
    var skipCount = 0
    for entry in entries {
      var place = Int((entry.firstWord &* 0x9E37_79B9_7F4A_7C15) >> 32) & (capacity - 1)
      while table[place].first_word != 0 { place = (place + 1) & (capacity - 1) }
      table[place] = mhs_policy(
        first_word: entry.firstWord, contents: entry.contents.rawValue, first_skip: UInt32(skipCount),
        skip_count: UInt32(entry.skips.count), repeats_from: entry.repeatsFrom, stride: entry.stride,
        value_stride: entry.valueStride, exact_bytes: entry.exactBytes)
      for skip in entry.skips {
        skips[skipCount] = skip
        skipCount += 1
      }
    }
  }

  deinit {
    table.deallocate()
    skips.deallocate()
  }
}
