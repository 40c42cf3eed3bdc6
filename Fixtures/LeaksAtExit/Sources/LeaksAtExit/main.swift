// Retain cycles that `mprof leaks --heap` must find, ten of each and no others; "clean" makes none. Knows nothing of the library.

final class Parent {
  var children: [Child] = []
  let title: String
  init(_ title: String) { self.title = title }
}

final class Child {
  let parent: Parent
  weak var sibling: Child?
  unowned let guardian: Parent
  init(_ parent: Parent) { (self.parent, guardian) = (parent, parent) }
}

final class Button<Label> {
  var label: Label
  var action: (() -> Void)?
  init(_ label: Label) { self.label = label }
}

final class Session {
  var peers: [String: Session] = [:]
}

@inline(never) func makeFamily() {
  let parent = Parent("a title that is too long to be kept inside")
  parent.children = [Child(parent), Child(parent)]
  parent.children[0].sibling = parent.children[1]
}

@inline(never) func makeButton() {
  let button = Button(7)
  button.action = { button.label += 1 }
}

@inline(never) func makeSession() {
  let session = Session()
  session.peers["itself"] = session
}

@inline(never) func makeNothing() -> Int {
  let parent = Parent("another title that is too long to be kept inside")
  parent.children = []
  let button = Button("label")
  button.action = { [weak button] in button?.label = "pressed" }
  button.action?()
  return parent.title.utf8.count + button.label.utf8.count
}

/// So that no stale reference stays on the stack.
@inline(never) func clearStack() -> Int {
  withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { bytes in
    bytes.initializeMemory(as: UInt8.self, repeating: 0)
    return bytes.reduce(0) { $0 + Int($1) }
  }
}

let kept = Parent("a title that lives as long as the program")
var sum = 0
for _ in 0..<10 {
  if CommandLine.arguments.last != "clean" {
    makeFamily()
    makeButton()
    makeSession()
  }
  sum += makeNothing()
}
print("made", sum + clearStack(), kept.title)
