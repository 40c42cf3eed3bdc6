import Foundation
import Synchronization

/// How often each test is repeated; all at the same time.
let repetitions = 0..<(ProcessInfo.processInfo.environment["REPETITIONS"].flatMap { Int($0) } ?? 2)

/// Whether some tests allocate more than their baselines.
let hasMore = ProcessInfo.processInfo.environment["MORE"] != nil

/// Takes an address away, so that the compiler must make the block.
@inline(never) func escape(_ value: some Any) {
  withUnsafePointer(to: value) { address in last.store(Int(bitPattern: address), ordering: .relaxed) }
}
private let last = Atomic(0)

/// So many bytes, the array's header of 32 included.
@inline(never) func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 1, count: count - 32) }

final class Node {
  var next: Node?
  weak var parent: Node?
  var action: (() -> Void)?
}

actor Counter {
  private var counts: [String: Int] = [:]
  func count(_ name: String) -> Int {
    counts[name, default: 0] += 1
    return counts[name] ?? 0
  }
}
