// The instances of some classes over time.
import Glibc
import MemoryProfiler
import Synchronization

private let kept = Mutex<[Item]>([])

final class Node {
  var next: Node?
  var name = "a name that is no small string"
}

func tracked() throws {
  let early = (0..<3).map { _ in Node() }
  var tracked = try TrackedClasses(Item.self, Node.self)
  var items = (0..<100).map(Item.init)
  var nodes = (0..<10).map { _ in Node() }
  let special = SpecialItem()
  // Otherwise the optimizer releases them here.
  try withExtendedLifetime((items, nodes)) { try tracked.mark("made") }
  items.removeLast(40)
  nodes = []
  try tracked.mark("released")
  items += (0..<5).map(Item.init)
  try tracked.mark("again")
  print(tracked)
  withExtendedLifetime((early, items, nodes, special)) {}
}

func trackedOnThreads() throws {
  var tracked = try TrackedClasses(Item.self)
  let threads = (0..<8).map { _ in
    startThread {
      for number in 0..<10_000 { escape(Item(number)) }
      kept.withLock { $0.append(contentsOf: (0..<10).map(Item.init)) }
    }
  }
  for thread in threads { pthread_join(thread, nil) }
  try tracked.mark("threads ended")
  print(tracked)
}
