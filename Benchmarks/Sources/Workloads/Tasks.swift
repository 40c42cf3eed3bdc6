import Dispatch
import Synchronization

/// What tasks send: an object and an array.
private final class Message: Sendable {
  let sender: Int
  let amounts: [Int]

  init(sender: Int) {
    self.sender = sender
    amounts = (0...sender % 7).map { sender + $0 }
  }
}

/// Keeps the last messages and the sum of all.
private actor Account {
  private var recent: [Message] = []
  private(set) var sum = 0

  func take(_ message: Message) {
    recent.append(message)
    if recent.count == 64 { recent.removeFirst(32) }
    sum += message.amounts.reduce(0, +)
  }
}

/// Runs so many tasks, each of which messages two of 64 actors. Returns what the actors have received in all.
func runTasks(_ count: Int) async -> Int {
  let accounts = (0..<64).map { _ in Account() }
  // A group with many more children takes the runtime time by the square of their number.
  for start in stride(from: 0, to: count, by: 1000) {
    await withTaskGroup(of: Void.self) { group in
      for number in start..<min(start + 1000, count) {
        group.addTask {
          await accounts[number % 64].take(Message(sender: number))
          await accounts[number / 64 % 64].take(Message(sender: number + 1))
        }
      }
    }
  }
  var sum = 0
  for account in accounts { sum += await account.sum }
  return sum
}

/// Holds a result until it is asked for.
private final class Result: Sendable {
  let value = Mutex(0)
  let done = DispatchSemaphore(value: 0)
}

/// The result of what is asynchronous, for a main function that is not: an asynchronous one would lie below every other workload.
func waiting(for body: @escaping @Sendable () async -> Int) -> Int {
  let result = Result()
  Task {
    let value = await body()
    result.value.withLock { $0 = value }
    result.done.signal()
  }
  result.done.wait()
  return result.value.withLock { $0 }
}
