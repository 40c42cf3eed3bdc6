// Which objects there are, and who refers to them.
import Glibc
import MemoryProfiler

func objects() throws {
  let items = (0..<10).map(Item.init)
  let special = SpecialItem(77)
  let heap = try HeapGraph.capture()
  let late = Item(1)
  fact("by type", heap.objects(ofType: Item.self).count)
  fact("subclass", heap.objects(ofType: SpecialItem.self).map(\.description))
  fact("by pattern", heap.objects(ofType: "HeapQueries.*Item").count)
  fact("of none", heap.objects(ofType: Owner.self).count)
  fact("one", heap.object(special).map(\.description) ?? "nil")
  fact("its kind", heap.object(special)?.type == heap.object(items[0])?.type)
  fact("found again", heap.objects(ofType: Item.self).contains(heap.object(items[3])!))
  fact("late", heap.object(late).map(\.description) ?? "nil")
  withExtendedLifetime((items, special, late)) {}
}

private func texts(_ heap: HeapGraph, _ object: AnyObject) -> [String] {
  guard let found = heap.object(object) else { return ["unknown"] }
  let references = heap.referrers(of: found).filter { if case .object = $0.referrer { true } else { false } }
  return references.map(\.description).sorted()
}

func referrers() throws {
  let referrer = Referrer()
  let items = (0..<9).map(Item.init)
  referrer.strong = items[0]
  referrer.weakly = items[1]
  referrer.unowned = items[2]
  referrer.unsafely = items[3]
  referrer.list = [Item(100), items[4]]
  referrer.byName["a name"] = items[5]
  referrer.pair.1 = items[6]
  referrer.anything = items[7]
  let (last, step) = (items[8], CommandLine.arguments.count)
  referrer.closure = { last.number + step }
  globalItem = items[0]
  // The optimizer puts what nobody else knows on the stack.
  escape(referrer)
  let heap = try HeapGraph.capture()
  for (index, name) in [
    "strong", "weak", "unowned", "unsafe", "array", "dictionary", "tuple", "any", "closure",
  ].enumerated() {
    // All are in the array of all.
    let all = "Swift._ContiguousArrayStorage<Swift.AnyObject> [\(index)]"
    fact(name, texts(heap, items[index]).filter { $0 != all }.joined(separator: ", "))
  }
  let roots = heap.referrers(of: heap.object(items[0])!).filter { if case .root = $0.referrer { true } else { false } }
  fact("global", roots.map(\.description))
  withExtendedLifetime((referrer, items)) {}
}

/// "variable HeapQueries.globalItem | HeapQueries.Item".
private func text(_ path: HeapPath?) -> String {
  guard let path else { return "nil" }
  let steps = path.steps.map { $0.type + ($0.property.map { " " + $0 } ?? "") }
  return ([path.root] + steps).joined(separator: " | ")
}

private func path(_ heap: HeapGraph, toNumber number: Int) -> String {
  // Only what the object's own word says is looked at, no reference to it is on this stack.
  let found = heap.objects(ofType: Item.self).first { object in
    UnsafePointer<Int>(bitPattern: object.address + 16)?.pointee == number
  }
  return found.map { text(heap.path(to: $0)) } ?? "unknown"
}

// Not in Swift's Glibc module.
@discardableResult
@_silgen_name("pthread_setname_np") private func nameThread(_ thread: pthread_t, _ name: UnsafePointer<CChar>) -> CInt

func paths() throws {
  farBelow {
    globalItem = Item(1001)
    globalList = [Item(0), Item(1002)]
    Statics.item = Item(1003)
    escape(UnsafeRawPointer(Unmanaged.passRetained(Item(1004)).toOpaque()))
    let owner = Owner()
    owner.other = Owner()
    owner.other?.list = [Item(1005)]
    globalOwner = owner
  }
  let thread = startThread {
    nameThread(pthread_self(), "keeper")
    let item = Item(1006)
    escape(item)
    sleep(1000)
    escape(item)
  }
  usleep(50_000)
  let heap = try HeapGraph.capture()
  for (number, name) in [
    1001: "global", 1002: "global array", 1003: "static", 1004: "lost", 1005: "through objects", 1006: "thread",
  ].sorted(by: { $0.key < $1.key }) { fact(name, path(heap, toNumber: number)) }
  try onTheStack()
  withExtendedLifetime(thread) {}
}

nonisolated(unsafe) var globalOwner: Owner?

@inline(never)
private func onTheStack() throws {
  let item = Item(1007)
  escape(item)
  let heap = try HeapGraph.capture()
  fact("stack", path(heap, toNumber: 1007))
  escape(item)
}
