// Generic functions, packs, opaque and existential types, typed throws.
import MemoryProfiler

protocol Shape { func area() -> Int }
struct Square: Shape, Equatable {
  var side: Int
  func area() -> Int { side * side }
}

@Profiled
func largest<Element: Comparable>(_ xs: some Sequence<Element>) -> Element? {
  var best: Element?
  for x in xs {
    guard let current = best else {
      best = x
      continue
    }
    if x > current { best = x }
  }
  return best
}

@Profiled
func packed<each T: CustomStringConvertible>(_ value: repeat each T) -> String {
  var parts: [String] = []
  for item in repeat each value {
    parts.append(item.description)
  }
  repeat parts.append((each value).description)
  return parts.joined(separator: ",")
}

@Profiled func tuplePack<each T>(_ value: repeat each T) -> (repeat each T) { (repeat each value) }

@Profiled func someShape() -> some Shape { Square(side: 3) }

@Profiled
func someShapeLater() -> some Shape {
  let side = 4
  return Square(side: side)
}

@Profiled func anyShape(_ shapes: [any Shape]) -> (any Shape)? { shapes.first }

@Profiled
func typed(_ n: Int) throws(Refused) -> Int {
  guard n > 0 else {
    throw Refused(code: n)
  }
  return n
}

@Profiled
func typedCatch(_ n: Int) -> Int {
  do throws(Refused) {
    return try typed(n)
  } catch {
    return error.code
  }
}

@Profiled
func rethrowing(_ n: Int, _ body: (Int) throws -> Int) rethrows -> Int {
  let value = try body(n)
  return try body(value)
}

@Profiled func genericThrows<E: Error>(_ body: () throws(E) -> Int) throws(E) -> Int { try body() }

@Profiled
func whereClause<C>(_ c: C) -> Int where C: Collection, C.Element == Int {
  c.reduce(0) { $0 + $1 }
}

struct Box<Value> {
  var value: Value
  @Profiled
  func mapped<Other>(_ transform: (Value) throws -> Other) rethrows -> Box<Other> {
    let other = try transform(value)
    return Box<Other>(value: other)
  }
}

@MainActor func checkGenerics() throws {
  expect(largest([2, 5, 3]), 5)
  expect(packed(1, "a"), "1,a,1,a")
  expect(tuplePack(1, "b").1, "b")
  expect(someShape().area(), 9)
  expect(someShapeLater().area(), 16)
  expect(anyShape([Square(side: 2)])?.area(), 4)
  expect(try typed(2), 2)
  expect(typedCatch(-4), -4)
  expect(rethrowing(2) { $0 * 3 }, 18)
  expect(genericThrows { 4 }, 4)
  expect(whereClause([1, 2, 3]), 6)
  expect(Box(value: 2).mapped { "\($0)" }.value, "2")
}
