// Sizes beside what the tracer counted while the objects were made.
import Foundation
import MemoryProfiler

/// Nobody but the globals knows the objects.
func retained() throws {
  farBelow {
    let shared = Item(1001)
    globalItem = shared
    let owner = Owner()
    owner.own = Item(1002)
    owner.shared = shared
    owner.list = [Item(1003), shared, Item(1004)]
    owner.other = Owner()
    owner.other?.own = Item(1005)
    globalOwner = owner
  }
  let heap = try HeapGraph.capture()
  func item(_ number: Int) -> HeapObject? {
    heap.objects(ofType: Item.self).first { UnsafePointer<Int>(bitPattern: $0.address + 16)?.pointee == number }
  }
  let owners = heap.objects(ofType: Owner.self).sorted { heap.deepSize(of: $0) > heap.deepSize(of: $1) }
  fact("items", [1002, 1001].map { item($0).map(heap.retainedSize) ?? -1 })
  // 48, its own item 24, the array 32 + 3 × 8 with two items of 24 of its own, the other owner 48 with an item of 24.
  fact("owners", owners.map(heap.retainedSize))
  // And the shared item.
  fact("deep", owners.map(heap.deepSize))
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
  // What is made once: metadata.
  var value: Value? = make()
  withUnsafePointer(to: &value) { escape($0) }
  value = nil
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
  // Larger than what malloc ever takes from its heap, where the room that Data has not filled may hold old addresses.
  try compare("Data") { Data(repeating: 1, count: 40 << 20) }
  try compare("substring") { String(repeating: "text ", count: 100 * number).dropFirst(10) }
}

func valueSizes() throws {
  let number = CommandLine.arguments.count
  let item = Item(number)
  weak let weakly = item
  fact("Int", sizeOf(number))
  fact("small string", sizeOf("small \(number)"))
  var text = ""
  let ofText = tracedBy { text = String(repeating: "x", count: 100 * number) }
  fact("string", sizeOf(text) == 16 + ofText ? "as counted" : "\(sizeOf(text)), not 16 + \(ofText)")
  fact("literal", sizeOf("A literal that lies in the image and not on the heap"))
  fact("array", sizeOf([Int](repeating: number, count: 100)))
  fact("array of objects", sizeOf([item, item]))
  // The first of its type has metadata made.
  var table: [Int: Int] = [:]
  escape(UnsafeRawPointer(bitPattern: [number: 2, number + 1: 4].count)!)
  let ofTable = tracedBy { table = [number: 2, number + 1: 4] }
  fact("dictionary", sizeOf(table) == 8 + ofTable ? "as counted" : "\(sizeOf(table)), not 8 + \(ofTable)")
  fact("object", sizeOf(item))
  fact("subclass", sizeOf(SpecialItem(1)))
  fact("optional", sizeOf(Optional(item)))
  fact("nothing", sizeOf(Item?.none))
  fact("tuple", sizeOf((item, number, UInt8(1))))
  fact("any", sizeOf(item as Any))
  fact("any in a box", sizeOf((number, number, number, number) as Any))
  fact("enum", sizeOf(Tree.leaf(number)))
  fact("type", sizeOf(Item.self))
  withExtendedLifetime(weakly) {}
}
