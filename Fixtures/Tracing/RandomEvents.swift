// Random sequences of libc's calls against a model in plain Swift: which blocks are live, of which size.
import Glibc
import MemoryProfiler

@_silgen_name("memalign") private func memalign(_ alignment: Int, _ size: Int) -> UnsafeMutableRawPointer?

/// Steps of a linear congruential generator, so that a seed names a sequence.
private struct Generator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }
}

/// The model: a slot holds a block's address and requested size.
private struct Model {
  private(set) var blocks = [(address: UInt, size: Int)](repeating: (0, 0), count: 512)
  private var generator: Generator
  private(set) var (total, totalBlocks, live, peak) = (0, 0, 0, 0)

  init(seed: UInt64) { generator = Generator(state: seed) }

  private mutating func size() -> Int {
    switch generator.next() % 20 {
    case 0: 0
    case 1: Int.random(in: 0..<2_000_000, using: &generator)
    case 2...6: Int.random(in: 200...300, using: &generator)
    default: Int.random(in: 1..<3000, using: &generator)
    }
  }

  private mutating func allocated(_ block: UnsafeMutableRawPointer?, _ size: Int, in slot: Int) {
    blocks[slot] = (UInt(bitPattern: block), size)
    total += size
    totalBlocks += 1
    live += size
    peak = max(peak, live)
  }

  private mutating func released(_ slot: Int) {
    live -= blocks[slot].size
    blocks[slot] = (0, 0)
  }

  mutating func step() {
    let slot = Int(generator.next() % UInt64(blocks.count))
    let block = UnsafeMutableRawPointer(bitPattern: blocks[slot].address)
    if block != nil { return generator.next() % 3 == 0 ? reallocate(block, slot) : release(block, slot) }
    let size = size()
    switch generator.next() % 7 {
    case 0: allocated(calloc(size / 16 + 1, 16), (size / 16 + 1) * 16, in: slot)
    case 1:
      var aligned: UnsafeMutableRawPointer?
      posix_memalign(&aligned, 8 << Int(generator.next() % 10), size)
      allocated(aligned, size, in: slot)
    case 2: allocated(aligned_alloc(64, size), size, in: slot)
    case 3: allocated(memalign(1 << Int(4 + generator.next() % 9), size), size, in: slot)
    case 4: allocated(valloc(size), size, in: slot)
    case 5: allocated(realloc(nil, size), size, in: slot)
    default: allocated(malloc(size), size, in: slot)
    }
  }

  private mutating func release(_ block: UnsafeMutableRawPointer?, _ slot: Int) {
    free(block)
    released(slot)
  }

  /// realloc to 0 frees; one that fails leaves the block.
  private mutating func reallocate(_ block: UnsafeMutableRawPointer?, _ slot: Int) {
    let size = size()
    if generator.next() % 10 == 0 {
      if realloc(block, Int.max) != nil { fatalError("there cannot be so much memory") }
      return
    }
    let moved = realloc(block, size)
    released(slot)
    if moved != nil { allocated(moved, size, in: slot) }
  }
}

func randomEvents() throws {
  var first = Model(seed: 0)
  for _ in 0..<20_000 { first.step() }  // what the Swift runtime allocates once is there before tracing starts
  for seed in 1...UInt64(CommandLine.arguments[2])! {
    var model = Model(seed: seed)
    try AllocationTracer.start(maximumFrames: 8)
    let before = AllocationTracer.tracedMemory.current
    for _ in 0..<20_000 { model.step() }
    let memory = AllocationTracer.tracedMemory
    let blockCount = AllocationTracer.allocatedBlockCount
    let snapshot = try AllocationTracer.snapshot(listingBlocks: true)
    try AllocationTracer.stop()

    let live = model.blocks.filter { $0.address != 0 }.sorted { $0.address < $1.address }
    let listed = snapshot.blocks.map { (address: UInt($0.address), size: $0.bytes) }
    let expected = (before, live.count, model.live, model.peak, model.total, model.totalBlocks)
    let totals = snapshot.totals
    let found = (0, blockCount, memory.current, memory.peak, totals.total.bytes, totals.total.blocks)
    if expected != found { return fact("seed \(seed)", "expected \(expected), found \(found)") }
    if !live.elementsEqual(listed, by: ==) { return fact("seed \(seed)", "the live blocks differ") }
    for block in live { free(UnsafeMutableRawPointer(bitPattern: block.address)) }
  }
  fact("sequences", "as the model")
}
