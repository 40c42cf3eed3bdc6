// Weak and unowned references: to the living and to the dead.

private final class Observer {
  weak var subject: Leaf?
  weak var gone: Leaf?
}

private struct WeakBox {
  weak var leaf: Leaf?
}

private final class Keeper {
  unowned let live: Leaf
  unowned var dead: Leaf
  unowned(unsafe) var unsafely: Leaf
  unowned var optional: Leaf?
  init(_ live: Leaf, dead: Leaf) {
    self.live = live
    self.dead = dead
    unsafely = live
    optional = dead
  }
}

private struct UnownedPair {
  unowned var first: Leaf
  unowned var second: Leaf
}

/// A weak reference to it names what is gone at once.
private func goneLeaf() -> Leaf { Leaf(2) }

private nonisolated(unsafe) weak var globalWeak: Leaf?
private nonisolated(unsafe) weak var globalDead: Leaf?

//! references: in use: no leaks
//! references: afterwards: no leaks
func references() throws {
  let live = Leaf(1)
  let observers = (0..<10).map { _ in Observer() }
  for observer in observers {
    observer.subject = live
    observer.gone = goneLeaf()
  }
  globalWeak = live
  let other = Leaf(3)
  globalDead = goneLeaf()
  let boxes = [WeakBox(leaf: live), WeakBox(leaf: goneLeaf()), WeakBox(leaf: other)]
  let byName = ["live": WeakBox(leaf: live), "dead": WeakBox(leaf: goneLeaf())]
  let closures: [() -> Int?] = [{ [weak live] in live?.number }, { [weak other] in other?.number }]
  let boxed: Any = WeakBox(leaf: live)
  try withExtendedLifetime((live, other, observers, boxes, byName, closures, boxed)) { try check("in use") }
  weak let local = other
  try withExtendedLifetime(observers) { try check("afterwards") }
  if local?.number != nil, observers.isEmpty { print("wrong") }
}

//! unowned: in use: no leaks
//! unowned: afterwards: no leaks
func unownedReferences() throws {
  let live = Leaf(1)
  // What is left of a dead object that unowned references still name is theirs.
  var doomed: [Leaf]? = (0..<5).map(Leaf.init)
  let keeper = Keeper(live, dead: doomed![0])
  let pairs = [UnownedPair(first: live, second: doomed![1]), UnownedPair(first: doomed![2], second: live)]
  let closures: [() -> Int] = [{ [unowned live] in live.number }, dying(doomed![3]), unsafely(live)]
  unowned let captured = doomed![4]
  let reader = { captured.number }
  doomed = nil
  try withExtendedLifetime((live, keeper, pairs, closures, reader)) { try check("in use") }
  try withExtendedLifetime((keeper, pairs, closures, reader)) { try check("afterwards") }
}

private func dying(_ leaf: Leaf) -> () -> Int { { [unowned leaf] in leaf.number } }
private func unsafely(_ leaf: Leaf) -> () -> Int { { [unowned(unsafe) leaf] in leaf.number } }
