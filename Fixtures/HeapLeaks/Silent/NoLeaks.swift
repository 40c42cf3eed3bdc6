// What looks like a cycle and is none, or is one and not lost.
import Foundation
import Synchronization

private protocol Delegate: AnyObject {}

private final class View {
  weak var delegate: (any Delegate)?
  unowned(unsafe) var owner: Controller?
  unowned var controller: Controller?
  var whenDone: () -> Void = {}
}

private final class Controller: Delegate {
  let view = View()
  init() {
    view.delegate = self
    view.controller = self
    view.owner = self
    view.whenDone = { [weak self] in self?.finish() }
  }
  func finish() {}
}

private nonisolated(unsafe) var controllers: [Controller] = []

/// Live ones, kept by a global; and those whose last owner went, which the delegate does not keep.
//! weakDelegates: leaks: no leaks
func weakDelegates() throws {
  controllers = (0..<10).map { _ in Controller() }
  inject { escape(Controller()) }
  try check("leaks")
}

private final class Node {
  var next: Node?
  var name = String(repeating: "name ", count: 6)
  static func cycle() -> Node {
    let first = Node()
    let second = Node()
    first.next = second
    second.next = first
    return first
  }
}

private nonisolated(unsafe) var byGlobal: Node?
private nonisolated(unsafe) var byTuple: (Int, Node?) = (0, nil)
private enum Statics { nonisolated(unsafe) static var node: Node? }
private let locked = Mutex<Node?>(nil)

/// Each kept by something else: globals of several kinds, the stack, a closure, another heap object.
//! reachableCycles: leaks: no leaks
//! reachableCycles: again: no leaks
func reachableCycles() throws {
  inject(1) {
    byGlobal = Node.cycle()
    byTuple.1 = Node.cycle()
    Statics.node = Node.cycle()
    locked.withLock { $0 = Node.cycle() }
  }
  let local = Node.cycle()
  let closure = { [node = Node.cycle()] in node.name }
  try withExtendedLifetime((local, closure)) {
    try check("leaks")
    try check("again")
  }
}

/// Its run loop keeps the timer, which keeps its target.
//! scheduledTimer: leaks: no leaks
func scheduledTimer() throws {
  inject {
    let clock = Timers.Clock()
    clock.timer = Timer.scheduledTimer(withTimeInterval: 1000, repeats: true) { _ in clock.ticks += 1 }
    escape(clock)
  }
  try check("leaks")
}

private final class Listener: @unchecked Sendable {
  var token: (any NSObjectProtocol)?
  var calls = 0
}

/// The center keeps the closure, which keeps the listener.
//! observers: leaks: no leaks
func observers() throws {
  inject {
    let listener = Listener()
    listener.token = NotificationCenter.default.addObserver(forName: nil, object: nil, queue: nil) { _ in
      listener.calls += 1
    }
    escape(listener)
  }
  try check("leaks")
}

/// Weak and unowned references from what lives must not hide a leak.
private final class Watcher {
  weak var weakly: Node?
  unowned var unowned: Node?
}

private nonisolated(unsafe) var watchers: [Watcher] = []

//! observedLeak: leaks: retain cycle ×10, 3 objects, 144 B: Node .next → Node .next → Node
//! observedLeak: leaks, cycles alone: retain cycle ×10, 2 objects, 80 B: Node .next → Node .next → Node
func observedLeak() throws {
  inject {
    let node = Node.cycle()
    let watcher = Watcher()
    watcher.weakly = node
    watcher.unowned = node
    watchers.append(watcher)
    escape(node)
  }
  try check("leaks")
}

//! sleepingTasks: leaks: no leaks
func sleepingTasks() async throws {
  inject {
    let session = StuckTasks.Session()
    session.task = Task.detached {
      try? await Task.sleep(for: .seconds(1000))
      session.sum += 1
    }
    escape(session)
  }
  try await Task.sleep(for: .milliseconds(50))
  try check("leaks")
}

/// What frames that have ended left in a waiting task's memory must not hide a leak.
//! staleTaskFrames: leaks: retain cycle ×10, 4 objects, 208 B: Node .next → Node .next → Node
//! staleTaskFrames: leaks, cycles alone: retain cycle ×10, 2 objects, 80 B: Node .next → Node .next → Node
func staleTaskFrames() async throws {
  let waiting = Task.detached {
    await makeCyclesInAFrame()
    try? await Task.sleep(for: .seconds(1000))
  }
  try await Task.sleep(for: .milliseconds(50))
  inject(0) {}
  try check("leaks")
  waiting.cancel()
}

@inline(never)
private func makeCyclesInAFrame() async {
  let nodes = (0..<10).map { _ in Node.cycle() }
  await Task.yield()
  for node in nodes { escape(node) }
}
