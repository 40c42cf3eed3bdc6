// What Swift's runtime keeps for itself: it may have made room for it while the heap was captured.
import MemoryProfiler

private protocol Named {}
private struct First<Value>: Named { var value: Value }
private struct Second<Left, Right>: Named { var pair: (Left, Right) }
private final class Third<Value>: Named { var value: [Value] = [] }

//! runtimeCaches: at first: no leaks
//! runtimeCaches: later: no leaks
//! runtimeCaches: later: no leaks
//! runtimeCaches: later: no leaks
//! runtimeCaches: later: no leaks
func runtimeCaches() throws {
  try check("at first")
  var types: [Any.Type] = [Int.self, String.self]
  for _ in 0..<4 {
    types = types.flatMap { type in [type, nested(type)] }
    for type in types { use(type) }
    try check("later")
  }
}

private func nested(_ type: Any.Type) -> Any.Type {
  func open<Value>(_: Value.Type) -> Any.Type { First<Second<Value, Third<Value>>>.self }
  return _openExistential(type, do: open)
}

/// Its name, metadata of more types, its conformances, a key path, its fields.
private func use(_ type: Any.Type) {
  func open<Value>(_: Value.Type) {
    let object = Third<[Value?]>()
    let values: [Any] = [object, First(value: object), type, [String: Value](), Set<[Int]>()]
    let names = values.map { "\(Swift.type(of: $0)) \($0)" }
    let conforming = values.filter { $0 is any Named && !($0 is any Hashable) && $0 as? any Sequence == nil }
    let path = \Second<Value, Third<Value>>.pair
    let children = values.map { Mirror(reflecting: $0).children.count }
    if names.isEmpty || conforming.isEmpty || children.isEmpty || "\(path)".isEmpty { print("nothing") }
  }
  _openExistential(type, do: open)
}
