// Every kind of initializer, and deinit: nothing may touch self before it is whole.
import MemoryProfiler

struct Point: Equatable {
  let x: Int
  let y: Int

  @Profiled
  init(x: Int, y: Int) {
    self.x = x
    if y > 0 {
      self.y = y
    } else {
      self.y = -y
    }
  }

  @Profiled init(both n: Int) { self.init(x: n, y: n) }

  @Profiled
  init?(text: String) {
    let parts = text.split(separator: ",").compactMap { Int($0) }
    guard parts.count == 2 else { return nil }
    x = parts[0]
    y = parts[1]
  }

  @Profiled
  init(checked n: Int) throws {
    if n < 0 { throw Refused(code: n) }
    x = n
    y = n
  }
}

class Animal {
  let name: String
  var legs: Int

  @Profiled
  init(name: String, legs: Int) {
    self.name = name
    self.legs = legs
  }

  @Profiled
  convenience init(named name: String) {
    let legs = 4
    self.init(name: name, legs: legs)
  }

  @Profiled
  required init() {
    name = "none"
    legs = 0
  }

  @Profiled deinit { ended.append(name) }
}

final class Dog: Animal {
  var tricks: [String]

  @Profiled
  init?(tricks: [String]) {
    self.tricks = tricks
    super.init(name: "dog", legs: 4)
    if tricks.isEmpty { return nil }
    legs += 0
  }

  @Profiled
  required init() {
    tricks = ["none"]
    super.init()
  }

  @Profiled
  init(later n: Int) async {
    await Task.yield()
    tricks = (0..<n).map { "trick \($0)" }
    super.init(name: "later", legs: n)
  }
}

nonisolated(unsafe) var ended: [String] = []

enum Level: Int {
  case low = 1
  case high
  @Profiled init(of n: Int) { self = n > 5 ? .high : .low }
}

extension Int {
  @Profiled init(doubling n: Int) { self = n * 2 }
}

@MainActor func checkInitializers() async throws {
  expect(Point(x: 1, y: -2), Point(x: 1, y: 2))
  expect(Point(both: 3), Point(x: 3, y: 3))
  expect(Point(text: "1,2"), Point(x: 1, y: 2))
  expect(Point(text: "1"), nil)
  expect(try Point(checked: 1).y, 1)
  do {
    let animal = Animal(named: "cat")
    expect(animal.legs, 4)
    expect(Animal().name, "none")
    expect(Dog(tricks: []) == nil, true)
    expect(Dog(tricks: ["sit"])?.legs, 4)
    expect(Dog().tricks, ["none"])
    expect(await Dog(later: 2).tricks.count, 2)
  }
  expect(ended.sorted(), ["cat", "dog", "dog", "later", "none", "none"])
  expect(Level(of: 6), .high)
  expect(Int(doubling: 4), 8)
}
