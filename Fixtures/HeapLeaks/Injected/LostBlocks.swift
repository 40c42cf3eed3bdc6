// Blocks whose last reference went without a release.
import Glibc

enum Lost {
  final class Item {
    var next: Item?
    var name = String(repeating: "name ", count: 8)
  }

  //! passRetainedLost: leaks: unreferenced ×10, 2 objects, 120 B: Lost.Item
  static func makeRetained() { escape(UnsafeRawPointer(Unmanaged.passRetained(Item()).toOpaque())) }

  //! mallocLost: leaks: unreferenced ×10, 1 object, 100 B: 100 B block
  static func makeBlock() {
    guard let block = malloc(100) else { return }
    memset(block, 1, 100)
    escape(block)
  }

  //! detachedGraph: leaks: unreferenced ×10, 20 objects, 1200 B: Lost.Item
  static func makeGraph() {
    var newest = Item()
    for _ in 1..<10 {
      let item = Item()
      item.next = newest
      newest = item
    }
    escape(UnsafeRawPointer(Unmanaged.passRetained(newest).toOpaque()))
  }

  //! pointeeLost: leaks: unreferenced ×10, 3 objects, 152 B: 32 B block
  static func makePointee() {
    let pointer = UnsafeMutablePointer<Item>.allocate(capacity: 4)
    pointer.initialize(to: Item())
    escape(pointer)
  }

  //! retainedOnceTooOften: leaks: unreferenced ×10, 2 objects, 120 B: Lost.Item
  static func makeOverRetained() {
    let item = Item()
    _ = Unmanaged.passUnretained(item).retain()
    escape(item)
  }

  /// The first holds what is a cycle by itself: the first is nobody's.
  //! ownerOfACycle: leaks: unreferenced ×10, 6 objects, 360 B: Lost.Item
  //! ownerOfACycle: leaks, cycles alone: retain cycle ×10, 2 objects, 80 B: Lost.Item .next → Lost.Item .next → Lost.Item
  static func makeOwnerOfACycle() {
    let item = Item()
    item.next = Item()
    item.next?.next = item
    let owner = Item()
    owner.next = item
    escape(UnsafeRawPointer(Unmanaged.passRetained(owner).toOpaque()))
  }
}
