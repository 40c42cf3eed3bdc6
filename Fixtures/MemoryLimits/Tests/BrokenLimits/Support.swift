import Synchronization

/// So many bytes, the array's header of 32 included.
@inline(never) func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 1, count: count - 32) }

/// Takes an address away, so that the compiler must make the block.
@inline(never) func escape(_ value: some Any) {
  withUnsafePointer(to: value) { address in last.store(Int(bitPattern: address), ordering: .relaxed) }
}
private let last = Atomic(0)

final class Parent {
  var children: [Child] = []
}

final class Child {
  let parent: Parent
  init(_ parent: Parent) { self.parent = parent }
}

final class Screen {
  var refresh: () -> Void = {}
  var count = 0
}

@inline(never) func makeFamily() {
  let parent = Parent()
  parent.children = [Child(parent), Child(parent)]
  escape(parent)
}

@inline(never) func makeScreen() {
  let screen = Screen()
  screen.refresh = { screen.count += 1 }
  escape(screen)
}

@inline(never) func forgetBlock() { escape(UnsafeMutableRawPointer.allocate(byteCount: 100, alignment: 16)) }

struct Wrong: Error {}
