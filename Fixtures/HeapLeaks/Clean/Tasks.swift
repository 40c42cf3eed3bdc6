// Swift's concurrency: tasks in every state that they can wait in.
import Foundation
import Observation
import Synchronization

private final class Item: Sendable {
  let number: Int
  let name: String
  init(_ number: Int) {
    self.number = number
    name = "an item of number \(number)"
  }
}

enum Locals { @TaskLocal static var items: [String] = [] }

/// Lets tasks get to where they wait.
private func settle() async throws { try await Task.sleep(for: .milliseconds(50)) }

//! tasks: in a child: no leaks
//! tasks: in use: no leaks
//! tasks: in use: no leaks
//! tasks: afterwards: no leaks
func tasks() async throws {
  async let one = slowItem(1)
  async let two = slowItem(2)
  let sum = try await withThrowingTaskGroup(of: Int.self) { group in
    for number in 0..<100 {
      group.addTask {
        let item = Item(number)
        try await Task.sleep(for: .milliseconds(number % 7 * 10))
        return item.number
      }
    }
    try await Task { try check("in a child") }.value
    try check("in use")
    return try await group.reduce(0, +)
  }
  let detached = Task.detached(priority: .background) { try? await slowItem(3) }
  let local = Locals.$items.withValue(["a value of a task that is no small string"]) {
    Task { try await slowItem(Locals.items.count) }
  }
  try check("in use")
  let numbers = try await [one.number, two.number, detached.value?.number ?? 0, local.value.number]
  if sum != 4950 || numbers != [1, 2, 3, 1] { print("wrong values") }
  try await settle()
  try check("afterwards")
}

private func slowItem(_ number: Int) async throws -> Item {
  let item = Item(number)
  let others = (0..<10).map(Item.init)
  try await Task.sleep(for: .milliseconds(100))
  return withExtendedLifetime(others) { item }
}

//! streams: waiting: no leaks
//! streams: in use: no leaks
//! streams: afterwards: no leaks
func streams() async throws {
  let (stream, input) = AsyncStream.makeStream(of: Item.self, bufferingPolicy: .bufferingNewest(10))
  let (other, otherInput) = AsyncThrowingStream.makeStream(of: [Item].self)
  let sum = Task { await stream.reduce(0) { $0 + $1.number } }
  let lists = Task { try await other.map(\.count).reduce(0, +) }
  let unused = AsyncStream<Item> { continuation in
    continuation.onTermination = { _ in }
    for number in 0..<5 { continuation.yield(Item(number)) }
  }
  try await settle()
  try check("waiting")
  for number in 0..<5 { input.yield(Item(number)) }
  otherInput.yield([Item(1), Item(2)])
  try check("in use")
  input.finish()
  otherInput.finish()
  if await sum.value != 10 { print("wrong sum") }
  if try await lists.value != 2 { print("wrong count") }
  withExtendedLifetime(unused) {}
  try check("afterwards")
}

private final class Waiting: Sendable {
  let checked = Mutex<[CheckedContinuation<Item, Never>]>([])
  let unsafe = Mutex<[UnsafeContinuation<Item, any Error>]>([])
}

//! continuations: waiting: no leaks
//! continuations: afterwards: no leaks
func continuations() async throws {
  let waiting = Waiting()
  try await withThrowingTaskGroup(of: Int.self) { group in
    for _ in 0..<5 {
      group.addTask { await withCheckedContinuation { one in waiting.checked.withLock { $0.append(one) } }.number }
      group.addTask {
        try await withUnsafeThrowingContinuation { one in waiting.unsafe.withLock { $0.append(one) } }.number
      }
    }
    try await settle()
    try check("waiting")
    for one in waiting.checked.withLock({ $0 }) { one.resume(returning: Item(1)) }
    for one in waiting.unsafe.withLock({ $0 }) { one.resume(throwing: CancellationError()) }
    while let result = await group.nextResult() { _ = result }
  }
  waiting.checked.withLock { $0 = [] }
  waiting.unsafe.withLock { $0 = [] }
  try check("afterwards")
}

private actor Counter {
  var items: [Item] = []
  private var next: Counter?
  init(next: Counter? = nil) { self.next = next }
  func add(_ item: Item) async throws {
    items.append(item)
    try await Task.sleep(for: .milliseconds(20))
    try await next?.add(item)
  }
}

@globalActor private actor Keeper {
  static let shared = Keeper()
  @Keeper static var items: [Item] = []
}

@Keeper private func keep(_ item: Item) { Keeper.items.append(item) }

//! actors: in use: no leaks
//! actors: afterwards: no leaks
func actors() async throws {
  let counter = Counter(next: Counter(next: Counter()))
  try await withThrowingTaskGroup(of: Void.self) { group in
    for number in 0..<20 {
      group.addTask {
        try await counter.add(Item(number))
        await keep(Item(number))
      }
    }
    try await Task.sleep(for: .milliseconds(30))
    try check("in use")
    try await group.waitForAll()
  }
  if await counter.items.count != 20 { print("wrong count") }
  try check("afterwards")
}

@Observable private final class Model {
  var items: [Item] = []
  var title = "a title that is no small string"
}

//! observation: in use: no leaks
//! observation: afterwards: no leaks
func observation() async throws {
  let model = Model()
  let changes = Atomic(0)
  withObservationTracking {
    _ = model.items.count + model.title.count
  } onChange: {
    changes.add(1, ordering: .relaxed)
  }
  try check("in use")
  model.items = [Item(1), Item(2)]
  if changes.load(ordering: .relaxed) != 1 { print("wrong count") }
  try check("afterwards")
}
