// @ProfiledMembers, protocol extensions, operators, static and class members, actors, global actors.
import MemoryProfiler

@ProfiledMembers
final class Catalog {
  var items: [String] = []
  let limit: Int

  init(limit: Int) { self.limit = limit }

  var count: Int { items.count }
  subscript(i: Int) -> String { items[i] }

  func add(_ item: String) -> Bool {
    guard items.count < limit else { return false }
    items.append(item)
    return true
  }

  @Profiled func addedOnce(_ item: String) -> Int {
    items.append(item)
    return items.count
  }

  static func empty() -> Catalog { Catalog(limit: 0) }

  #if os(Linux)
  func onLinux() -> Int { 1 }
  #endif
  deinit {}
}

@ProfiledMembers(columns: .classic, precision: 3)
extension Catalog {
  func joined(_ separator: String) -> String {
    items.joined(separator: separator)
  }
}

@ProfiledMembers
struct Vector: Equatable {
  var x: Int
  var y: Int
  static func + (a: Vector, b: Vector) -> Vector { Vector(x: a.x + b.x, y: a.y + b.y) }
  mutating func scale(by n: Int) {
    x *= n
    y *= n
  }
}

@ProfiledMembers
enum Direction: CaseIterable {
  case north, south
  func opposite() -> Direction {
    switch self {
    case .north: .south
    case .south: .north
    }
  }
}

protocol Countable {
  func amount() -> Int
}
extension Countable {
  @Profiled func doubled() -> Int {
    let n = amount()
    return n * 2
  }
}
extension Vector: Countable { func amount() -> Int { x } }

@ProfiledMembers
actor Account {
  private var balance = 0
  init() {}
  func deposit(_ n: Int) -> Int {
    balance += n
    return balance
  }
  func slowly(_ n: Int) async -> Int {
    let before = balance
    await Task.yield()
    balance = before + n
    return balance
  }
  nonisolated func name() -> String { "account" }
}

@MainActor
final class Screen {
  var lines: [String] = []
  @Profiled func show(_ line: String) async -> Int {
    lines.append(line)
    await Task.yield()
    return lines.count
  }
  @Profiled nonisolated func title() -> String { "screen" }
}

class Base {
  @Profiled func who() -> String { "base" }
  @Profiled class func kind() -> String { "kind" }
}
final class Derived: Base {
  @Profiled override func who() -> String {
    let parent = super.who()
    return parent + "+derived"
  }
}

@MainActor func checkMembers() async {
  let catalog = Catalog(limit: 1)
  expect(catalog.add("a"), true)
  expect(catalog.add("b"), false)
  expect(catalog.addedOnce("c"), 2)
  expect(catalog.joined("-"), "a-c")
  expect(catalog.count, 2)
  expect(catalog[1], "c")
  expect(Catalog.empty().add("x"), false)
  expect(catalog.onLinux(), 1)
  var v = Vector(x: 1, y: 2) + Vector(x: 1, y: 1)
  v.scale(by: 2)
  expect(v, Vector(x: 4, y: 6))
  expect(v.doubled(), 8)
  expect(Direction.north.opposite(), .south)
  let account = Account()
  expect(await account.deposit(2), 2)
  expect(await account.slowly(3), 5)
  expect(account.name(), "account")
  expect(await Screen().show("x"), 1)
  expect(Screen().title(), "screen")
  expect(Derived().who(), "base+derived")
  expect(Derived.kind(), "kind")
}
