// What the questions are about. 16 bytes of each object are its header.

/// 24 bytes.
class Item {
  let number: Int
  init(_ number: Int = 0) { self.number = number }
}

/// 32 bytes.
final class SpecialItem: Item { var more = 0 }

/// 24 bytes and its value.
final class Generic<Value> {
  var value: Value
  var next: Generic?
  init(_ value: Value) { self.value = value }
}

/// 16 + 8 + 8 + 16 (two references) = 48 bytes.
final class Owner {
  var own: Item?
  var shared: Item?
  var list: [Item] = []
  var other: Owner?
}

/// Refers in every way.
final class Referrer {
  var strong: Item?
  weak var weakly: Item?
  unowned var unowned: Item?
  unowned(unsafe) var unsafely: Item?
  var list: [Item] = []
  var byName: [String: Item] = [:]
  var pair: (Int, Item?) = (0, nil)
  var anything: Any = 0
  var closure: () -> Int = { 0 }
}

nonisolated(unsafe) var globalItem: Item?
nonisolated(unsafe) var globalList: [Item] = []
enum Statics { nonisolated(unsafe) static var item: Item? }
