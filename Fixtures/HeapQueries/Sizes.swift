// Sizes beside what the tracer counted while the objects were made.
import Foundation
import MemoryProfiler

func retained() throws {
  let shared = Item(1)
  globalItem = shared
  let owner = Owner()
  owner.own = Item(2)
  owner.shared = shared
  owner.list = [Item(3), shared, Item(4)]
  owner.other = Owner()
  owner.other?.own = Item(5)
  globalOwner = owner
  let heap = try HeapGraph.capture()
  func size(_ object: AnyObject?) -> Int { object.flatMap(heap.object).map(heap.retainedSize) ?? -1 }
  func deep(_ object: AnyObject?) -> Int { object.flatMap(heap.object).map(heap.deepSize) ?? -1 }
  fact("leaf", size(owner.own))
  // 48, its own item 24, the array 32 + 3 × 8 with two items of 24, the other owner 48 with an item of 24.
  fact("owner", size(owner))
  fact("owner, deep", deep(owner))
  fact("other", size(owner.other))
  fact("shared", size(shared))
  withExtendedLifetime(owner) {}
}

private struct Nested {
  var name: String
  var items: [Item]
  var byName: [String: [Int]]
  var optional: Item?
}

private indirect enum Tree {
  case leaf(Int)
  case node(Tree, Tree)
}

/// What the tracer counted while a value was made, and its deep size.
private func compare<Value>(_ name: String, _ make: () -> Value) throws {
  var value: Value?
  _ = make()
  let traced = tracedBy { value = make() }
  guard let value else { return }
  // A class instance without its reference, everything else with its own bytes.
  let own = Value.self is AnyObject.Type ? 0 : MemoryLayout<Value>.size
  fact(
    name, try deepSize(of: value) == traced + own ? "as counted" : "\(try deepSize(of: value)), not \(traced) + \(own)")
}

func deepSizes() throws {
  let number = CommandLine.arguments.count
  try compare("Int") { number }
  try compare("small string") { "small \(number)" }
  try compare("literal") { "A literal that lies in the image and not on the heap" as String }
  try compare("string") { String(repeating: "text ", count: 100 * number) }
  try compare("array of Int") { [Int](repeating: number, count: 100) }
  try compare("empty array") { [Int]() }
  try compare("array of strings") { (0..<50).map { String(repeating: "text ", count: 10 + $0) } }
  try compare("nested arrays") { (0..<20).map { (0..<$0).map { [$0] } } }
  try compare("dictionary") {
    Dictionary(uniqueKeysWithValues: (0..<100).map { ("a key that is no small string \($0)", $0) })
  }
  try compare("set") { Set((0..<1000).map { $0 * 7 }) }
  try compare("object") { Item(number) }
  try compare("subclass") { SpecialItem(number) }
  try compare("list of objects") {
    (0..<100).reduce(nil as Generic<Int>?) {
      let new = Generic($1)
      new.next = $0
      return new
    }
  }
  try compare("shared once") { () -> [Item] in
    let item = Item(number)
    return [item, item, item]
  }
  try compare("struct") {
    Nested(
      name: String(repeating: "n", count: 40), items: [Item(1), Item(2)], byName: ["first": [1, 2, 3]],
      optional: Item(3))
  }
  try compare("indirect enum") { Tree.node(.node(.leaf(1), .leaf(number)), .leaf(3)) }
  try compare("any in its words") { Item(number) as Any }
  try compare("any in a box") { (number, number, number, number) as Any }
  try compare("closure") {
    let items = [Item(1), Item(2)]
    return { items.count + number }
  }
  try compare("optional object") { Optional(Item(number)) }
  try compare("nothing") { Item?.none }
  try compare("tuple") { (Item(1), [Item(2)], "text that is no small string \(number)") }
  try compare("Data") { Data(repeating: 1, count: 1000) }
  try compare("substring") { String(repeating: "text ", count: 100 * number).dropFirst(10) }
}
