import MemoryProfiler

func generics() {
  fill(UInt8(1), 1_000)
  fill(1.5, 1_000)
  var shelf = Stack<UInt64>()
  shelf.push(10)
  shelf.push(20)
  shelf.clear()
  _ = Box(bytes: 64) as any Emptied
  (Box(bytes: 32) as any Emptied).empty()
}

@inline(never)
private func room<Element>(for type: Element.Type, _ count: Int) -> Block { make(count * MemoryLayout<Element>.stride) }

@Profiled(precision: 8)
func fill<Element>(_ element: Element, _ count: Int) {
  let block = room(for: Element.self, count)  //! traced=9*1_000 allocs=2 runs=2 peak=8*1_000
  let elements = block.bindMemory(to: Element.self, capacity: count)  //! runs=2
  elements.initialize(repeating: element, count: count)  //! runs=2
  drop(block)  //! traced=-9*1_000 runs=2
}

@ProfiledMembers(precision: 8)
struct Stack<Element> {
  private var chain = Chain()

  init() {}

  mutating func push(_ count: Int) {
    chain.add(count * MemoryLayout<Element>.stride)  //! traced=240 allocs=2 runs=2 peak=160
  }

  mutating func clear() {
    chain.dropAll()  //! traced=-240 runs=1
  }
}

protocol Emptied {
  var block: Block { get }
}

extension Emptied {
  @Profiled(precision: 8)
  func empty() {
    useBriefly(10)  //! allocs=2 runs=1 peak=15
    drop(block)  //! traced=-32 runs=1
  }
}

struct Box: Emptied {
  let block: Block

  @Profiled(precision: 8)
  init(bytes: Int) {
    block = make(bytes)  //! traced=96 allocs=2 runs=2 peak=64
  }
}
