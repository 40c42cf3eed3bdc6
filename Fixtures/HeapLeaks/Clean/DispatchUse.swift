// Dispatch: what waits in its queues, groups, sources and timers.
import Dispatch
import Synchronization

private final class Item: Sendable {
  let name: String
  init(_ number: Int) { name = "an item of number \(number)" }
}

//! dispatch: waiting: no leaks
//! dispatch: in use: no leaks
//! dispatch: in use: no leaks
//! dispatch: afterwards: no leaks
func dispatch() throws {
  let queue = DispatchQueue(label: "serial", attributes: .initiallyInactive)
  let concurrent = DispatchQueue(label: "concurrent", qos: .utility, attributes: .concurrent, target: nil)
  let group = DispatchGroup()
  let gate = DispatchSemaphore(value: 0)
  let total = Mutex(0)
  @Sendable func count(_ item: Item) { total.withLock { $0 += item.name.count } }
  let key = DispatchSpecificKey<Item>()
  queue.setSpecific(key: key, value: Item(9))
  for number in 0..<20 {
    let item = Item(number % 10)
    queue.async(group: group) { count(item) }
    concurrent.async(group: group, flags: number % 5 == 0 ? .barrier : []) {
      count(item)
      gate.wait()
    }
  }
  try check("waiting")
  let late = Item(1)
  concurrent.asyncAfter(deadline: .now() + 0.05) { [late] in count(late) }
  let workItem = DispatchWorkItem { count(late) }
  group.enter()
  workItem.notify(queue: .global()) { group.leave() }
  queue.async(execute: workItem)
  group.notify(queue: .global()) { count(late) }
  let timer = DispatchSource.makeTimerSource(queue: concurrent)
  timer.schedule(deadline: .now() + 1000, repeating: 10)
  timer.setEventHandler { count(late) }
  timer.setCancelHandler { count(late) }
  timer.activate()
  let signals = DispatchSource.makeSignalSource(signal: 10, queue: queue)
  signals.setEventHandler { count(late) }
  signals.resume()
  try check("in use")
  queue.activate()
  for _ in 0..<20 { gate.signal() }
  group.wait()
  let items = (0..<64).map { Item($0 % 10) }
  DispatchQueue.concurrentPerform(iterations: 64) { count(items[$0]) }
  var data = DispatchData.empty
  items.withUnsafeBytes { data.append($0) }
  try withExtendedLifetime((timer, signals, data, items)) { try check("in use") }
  timer.cancel()
  signals.cancel()
  try check("afterwards")
}
