// What libdispatch freed and keeps for a thread holds nothing, but for what the thread is about to call.
import CHeapScan
import Testing

@Suite struct Continuations {
  private let heap = FakeHeap()
  private let results = Room(bytes: 1 << 16)
  private let called: UInt
  private let freedBefore: UInt
  private let freed: UInt
  private let thread = 4711

  /// The thread's list: freed, freedBefore. Both hold what they once called.
  init() {
    called = heap.block(at: 1024, bytes: 48)
    freedBefore = heap.block(at: 2048, bytes: 64, words: [8: called])
    freed = heap.block(at: 3072, bytes: 64, words: [8: called, 16: freedBefore])
  }

  @Test func whatIsFreedHoldsNothingButTheList() throws {
    #expect(try references(registers: [1, 2, 3]) == [[], [], [1]])
  }

  @Test func whatAThreadIsAboutToCallIsHeldByTheContinuationInItsRegister() throws {
    #expect(try references(registers: [1, freed]) == [[], [], [0, 1]])
  }

  @Test func soItIsFurtherDownTheList() throws {
    #expect(try references(registers: [freedBefore, 1]) == [[], [0], [1]])
  }

  @Test func anotherThreadsStorageHasNoList() throws {
    #expect(try references(registers: [], of: thread + 1) == [[], [0], [0, 1]])
  }

  /// The targets of each block.
  private func references(registers: [UInt], of number: Int? = nil) throws -> [[UInt32]] {
    let storage = heap.start + 1 << 20
    for (place, word) in [UInt(thread), 1, 2, freed].enumerated() { heap[storage + UInt(8 * place)] = word }
    let blocks = heap.described
    var request = mhs_heap()
    request.addresses = UnsafeMutablePointer(mutating: blocks.addresses)
    request.bytes = UnsafeMutablePointer(mutating: blocks.bytes)
    request.count = blocks.count
    request.usable_bytes = blocks.usable_bytes
    (request.work, request.result) = (heap.room.room, results.room)
    var range = mhs_source_range()
    (range.start, range.end) = (UInt64(storage - 64), UInt64(storage + 128))
    try withUnsafeMutablePointer(to: &range) { range in
      try registers.withUnsafeBufferPointer { registers in
        var place = mhs_thread_storage(
          number: Int32(number ?? thread), thread_pointer: pointer(to: storage), registers: registers.baseAddress,
          register_count: registers.count)
        try withUnsafePointer(to: &place) { place in
          (request.ranges, request.range_count, request.threads, request.thread_count) = (range, 1, place, 1)
          mhs_request_graph(&request)
          try #require(!request.failed)
        }
      }
    }
    return FakeHeap.rows(request.graph)
  }

  /// Of a thread whose thread-local storage has libdispatch's structure there.
  private func pointer(to storage: UInt) -> UInt {
    #if arch(x86_64)
    storage + 64
    #else
    storage - 16
    #endif
  }
}
