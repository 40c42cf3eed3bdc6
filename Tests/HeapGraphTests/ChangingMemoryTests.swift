// Memory that changes while it is read.
#if os(Linux)
import Foundation
import HeapGraph
import Testing

@Suite struct ChangingMemory {
  @Test func blocksThatComeAndGoMeanwhileAreNamedRightOrNotAtAll() throws {
    let pages = try Pages(64)
    let blocks = (0..<64 * 128).map { BlockExtent(address: pages.address + UInt($0) * 32, bytes: 32) }
    let names = names(of: blocks, rounds: 200) { pages.change($0) }
    #expect(names == [nil, "HeapGraphTests.Plain"])
  }

  @Test func blocksThatAreFreedAndReusedMeanwhileAreNamed() {
    nonisolated(unsafe) var objects: [AnyObject] = (0..<10_000).map { _ in Plain() }
    let blocks = objects.map { block(of: $0) }.sorted { $0.address < $1.address }
    // Freed blocks may go to other tests, so any name can come up.
    let names = names(of: blocks, rounds: 100) { round in
      for index in objects.indices {
        switch (round + UInt(index)) % 3 {
        case 0: objects[index] = Plain()
        case 1: objects[index] = Parent<Int>()
        default: objects[index] = Data(count: Int(round % 64)) as NSData
        }
      }
    }
    #expect(names.isSuperset(of: ["HeapGraphTests.Plain", "HeapGraphTests.Parent<Swift.Int>"]))
  }

  /// All names that were found while another thread made changes, at least as many as there were rounds.
  private func names(
    of blocks: [BlockExtent], rounds: Int, changing change: @escaping @Sendable (UInt) -> Void
  ) -> Set<String?> {
    let changes = Changes(change)
    var names: Set<String?> = []
    var types = BlockTypes(images: loadedImages())
    for _ in 0..<rounds {
      let round = changes.round
      names.formUnion(types.names(of: blocks))
      while changes.round == round { sched_yield() }
    }
    changes.stop()
    return names
  }
}

/// A thread that makes changes, by number, until it is stopped.
private final class Changes: @unchecked Sendable {
  private let lock = NSCondition()
  private var count: UInt = 0
  private var isStopping = false
  private var isStopped = false

  init(_ change: @escaping @Sendable (UInt) -> Void) {
    Thread { [self] in
      while let round = next() { change(round) }
    }.start()
  }

  var round: UInt { lock.withLock { count } }

  func stop() {
    lock.withLock {
      isStopping = true
      while !isStopped { lock.wait() }
    }
  }

  private func next() -> UInt? {
    lock.withLock {
      count += 1
      isStopped = isStopping
      if isStopped { lock.signal() }
      return isStopped ? nil : count
    }
  }
}

extension Pages {
  /// Makes a page unreadable, or maps it with objects or with pointers to themselves. Never leaves a hole: another test could
  /// get memory there, which the next change would wipe.
  fileprivate func change(_ round: UInt) {
    let start = round % 64 * Pages.size
    mmap(
      UnsafeMutableRawPointer(bitPattern: address + start), Int(Pages.size),
      round % 3 == 0 ? PROT_NONE : PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0)
    guard round % 3 != 0 else { return }
    for offset in stride(from: start, to: start + Pages.size, by: 32) {
      storeHeader(round % 3 == 1 ? metadata(of: Plain.self) : address + offset, at: offset)
    }
  }
}
#endif
