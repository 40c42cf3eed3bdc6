// Values with references in them: enums with every layout, existentials, key paths, boxes.
import Synchronization

final class Leaf {
  let number: Int
  var other: Leaf?
  init(_ number: Int = 0) { self.number = number }
}

private enum OnePayload {
  case none, other
  case leaf(Leaf)
}
/// Two kinds of references: which it is stands in spare bits.
private enum ManyPayloads {
  case leaf(Leaf)
  case box(Box<Int>)
  case array([Leaf])
  case text(String)
  case number(Int)
  case nothing
}
private enum ClassPayloads {
  case first(Leaf)
  case second(Box<Int>)
  case third(Box<String>)
  case fourth(Leaf)
  case none
}
private indirect enum Tree {
  case leaf(Leaf)
  case node(Tree, Tree)
  case empty
}
private final class Box<Value> {
  var value: Value
  init(_ value: Value) { self.value = value }
}

private final class Holder {
  var one = OnePayload.leaf(Leaf())
  var many: [ManyPayloads] = [
    .leaf(Leaf()), .box(Box(1)), .array([Leaf(), Leaf()]), .text(String(repeating: "text", count: 10)), .number(1),
    .nothing,
  ]
  var classes: [ClassPayloads] = [.first(Leaf()), .second(Box(2)), .third(Box("3")), .fourth(Leaf()), .none]
  var optionals: [ManyPayloads?] = [.leaf(Leaf()), nil, .box(Box(4))]
  var nested: Leaf??? = Leaf()
  var tree = Tree.node(.node(.leaf(Leaf()), .empty), .leaf(Leaf()))
  var results: [Result<Leaf, any Error>] = [.success(Leaf()), .failure(Failure(leaf: Leaf()))]
  var tuple: (Leaf, (Int, Leaf?), [Leaf]) = (Leaf(), (1, Leaf()), [Leaf()])
  var types: [Any.Type] = [Leaf.self, Box<Leaf>.self, [Box<[Leaf]>].self]
  var function: (Leaf) -> Int = { $0.number }
  var partial: () -> Leaf = Leaf(5).itself
  weak var weakly: Leaf?
}

extension Leaf { func itself() -> Leaf { self } }
private struct Failure: Error, @unchecked Sendable { let leaf: Leaf }
private struct Owner: ~Copyable {
  let leaf = Leaf()
  let memory = UnsafeMutablePointer<Leaf>.allocate(capacity: 3)
  init() { memory.initialize(repeating: Leaf(), count: 3) }
  deinit {
    memory.deinitialize(count: 3)
    memory.deallocate()
  }
}

private nonisolated(unsafe) var globalTree = Tree.node(.leaf(Leaf()), .node(.leaf(Leaf()), .empty))
private nonisolated(unsafe) var globalMany: [ManyPayloads] = [.leaf(Leaf()), .box(Box(1))]
private nonisolated(unsafe) var globalOne = ManyPayloads.box(Box(7))
private let mutex = Mutex([Leaf(), Leaf()])

//! values: in use: no leaks
//! values: afterwards: no leaks
func values() throws {
  let holder = Holder()
  let inAVariable = ClassPayloads.third(Box("in a variable"))
  let inline: InlineArray<4, Leaf?> = [Leaf(), nil, Leaf(), Leaf()]
  let owner = Owner()
  let keyPaths: [AnyKeyPath] = [\Holder.one, \Holder.tuple.1.1, \Holder.[leafAt: 3], \[Leaf].first?.number]
  let expression = try Regex("(\\d+)-(?<name>\\w+)")
  let match = try expression.firstMatch(in: "a 12-twelve b")
  mutex.withLock { $0.append(Leaf()) }
  globalTree = .node(globalTree, .leaf(Leaf()))
  globalMany.append(.text(String(repeating: "more ", count: 9)))
  try withExtendedLifetime((holder, inAVariable, keyPaths, expression, match)) { try check("in use") }
  holder.tree = .empty
  holder.many.removeAll(keepingCapacity: true)
  withExtendedLifetime(inline) {}
  withExtendedLifetime(owner) {}
  try check("afterwards")
}

extension Holder { fileprivate subscript(leafAt index: Int) -> Leaf { tuple.0 } }

private protocol Shape { var area: Int { get } }
private protocol ObjectShape: AnyObject {}
private struct Point: Shape { var area: Int { 0 } }
private struct Square: Shape {
  var leaf = Leaf()
  var area: Int { leaf.number }
}
private struct Polygon: Shape {
  var corners = [Leaf(), Leaf(), Leaf()]
  var sides = (Leaf(), 1, 2, 3, Leaf())
  var area: Int { corners.count }
}
extension Leaf: Shape, ObjectShape { var area: Int { 1 } }

private nonisolated(unsafe) var globalShape: any Shape = Polygon()
private nonisolated(unsafe) var globalAny: Any = (
  Leaf(), Leaf(), [Leaf()], "a text that is no small string, but longer"
)
private nonisolated(unsafe) var globalError: (any Error)? = Failure(leaf: Leaf())

//! existentials: in use: no leaks
//! existentials: afterwards: no leaks
func existentials() throws {
  let shapes: [any Shape] = [Point(), Square(), Polygon(), Leaf()]
  let objects: [any ObjectShape] = [Leaf(), Leaf()]
  let anything: [Any] = [
    1, Leaf(), Polygon(), "text", [Leaf()], { Leaf() }, Leaf.self, (Leaf(), Leaf(), Leaf(), Leaf()),
  ]
  let hashable: [AnyHashable: any Shape] = [1: Polygon(), "two": Square(), [3, 4]: Leaf()]
  let optional: (any Shape)? = Polygon()
  let both: any Shape & ObjectShape = Leaf()
  let erased = AnySequence([Leaf(), Leaf()].lazy.map { $0.number })
  let boxed = Box<any Shape>(Polygon())
  let some: [any Collection<Int>] = [[1, 2], Set([3]), 4..<5, repeatElement(1, count: 3)]
  do { throw Failure(leaf: Leaf()) } catch {
    try withExtendedLifetime((shapes, objects, anything, hashable, optional, both, error)) { try check("in use") }
  }
  globalShape = Point()
  globalAny = 0
  globalError = nil
  try withExtendedLifetime((erased, boxed, some)) { try check("afterwards") }
}
