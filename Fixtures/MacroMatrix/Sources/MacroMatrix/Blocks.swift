// #profile { }: everywhere an expression may stand.
import MemoryProfiler

struct Store {
  var items: [Int]

  var total: Int {
    #profile {
      var sum = 0
      for item in items {
        sum += item
      }
      return sum
    }
  }

  subscript(i: Int) -> Int {
    #profile(columns: .classic, output: .standardError) { items[i] }
  }

  var later: Int {
    get async throws {
      try await #profile {
        let n = try await failingLater(items[0])
        return n
      }
    }
  }

  mutating func add(_ n: Int) {
    #profile {
      items.append(n)
      items.append(n)
    }
  }
}

func blockInFunction(_ n: Int) throws -> Int {
  let value = try #profile(precision: 3) {
    let a = try failing(n)
    if a == 7 { return a }
    return a * 2
  }
  #profile {
    print("", terminator: "")
  }
  let text: String = #profile { "text" }
  return value + text.count
}

func blockWithSignature(_ n: Int) -> Int {
  #profile { () -> Int in
    let m = n
    return m
  }
}

func blockThrowsTyped(_ n: Int) async -> Int {
  do {
    return try await #profile {
      await Task.yield()
      return try typed(n)
    }
  } catch {
    return -1
  }
}

@Profiled
func blockInProfiled(_ n: Int) -> Int {
  let m = #profile {
    let k = n + 1
    return k
  }
  return m
}

@MainActor
func blockOnMain(_ screen: Screen) async -> Int {
  await #profile {
    let n = await screen.show("x")
    screen.lines = []
    return n
  }
}

@MainActor func checkBlocks() async throws {
  var store = Store(items: [1, 2, 3])
  expect(store.total, 6)
  expect(store[1], 2)
  store.add(4)
  expect(store.items.count, 5)
  expect(try await store.later, 1)
  expect(try blockInFunction(2), 8)
  expect((try? blockInFunction(1)) == nil, true)
  expect(blockWithSignature(2), 2)
  expect(await blockThrowsTyped(0), -1)
  expect(blockInProfiled(1), 2)
  expect(await blockOnMain(Screen()), 1)
}
