// Cycles of objects: how one refers to the other.
enum TwoClasses {
  final class Parent { var child: Child? }
  final class Child { var parent: Parent? }

  //! twoClasses: leaks: retain cycle ×10, 2 objects, 48 B: TwoClasses.Child .parent → TwoClasses.Parent .child → TwoClasses.Child
  static func make() {
    let parent = Parent()
    let child = Child()
    parent.child = child
    child.parent = parent
    escape(parent)
  }
}

enum Children {
  final class Parent { var children: [Child] = [] }
  final class Child {
    var parent: Parent?
    let name = "child"
    init(_ parent: Parent) { self.parent = parent }
  }

  //! childrenOfParent: leaks: retain cycle ×10, 5 objects, 200 B: Children.Child .parent → Children.Parent .children → Swift._ContiguousArrayStorage<Swift.AnyObject> [0] → Children.Child
  static func make() {
    let parent = Parent()
    parent.children = (0..<3).map { _ in Child(parent) }
    escape(parent)
  }
}

enum Optionals {
  final class Node { var next: Node?? }

  //! optional: leaks: retain cycle ×10, 2 objects, 48 B: Optionals.Node .next → Optionals.Node .next → Optionals.Node
  static func make() {
    let first = Node()
    let second = Node()
    first.next = .some(second)
    second.next = .some(first)
    escape(first)
  }
}

enum Tuples {
  final class Node { var place: (index: Int, owner: Node?) = (0, nil) }

  //! tuple: leaks: retain cycle ×10, 1 object, 32 B: Tuples.Node .place.owner → Tuples.Node
  static func make() {
    let node = Node()
    node.place.owner = node
    escape(node)
  }
}

enum NestedStructs {
  struct Callbacks {
    var count = 0
    var owner: Server?
  }
  struct Configuration {
    var port: UInt16 = 80
    var callbacks = Callbacks()
  }
  final class Server { var configuration = Configuration() }

  //! nestedStruct: leaks: retain cycle ×10, 1 object, 40 B: NestedStructs.Server .configuration.callbacks.owner → NestedStructs.Server
  static func make() {
    let server = Server()
    server.configuration.callbacks.owner = server
    escape(server)
  }
}

enum Generics {
  final class Box<Value> {
    var value: Value?
    var other: Box<[Value]>?
    var back: Box<Int>?
  }

  //! genericClass: leaks: retain cycle ×10, 2 objects, 88 B: Generics.Box<Swift.Array<Swift.Int>> .back → Generics.Box<Swift.Int> .other → Generics.Box<Swift.Array<Swift.Int>>
  static func make() {
    let box = Box<Int>()
    box.other = Box<[Int]>()
    box.other?.back = box
    escape(box)
  }
}

enum Subclasses {
  class Base { var owner: Base? }
  final class Derived: Base { var number = 1 }

  //! superclassProperty: leaks: retain cycle ×10, 2 objects, 56 B: Subclasses.Base .owner → Subclasses.Derived .owner → Subclasses.Base
  static func make() {
    let base = Base()
    base.owner = Derived()
    base.owner?.owner = base
    escape(base)
  }
}

enum LazyVariables {
  final class Page {
    let name = 7
    lazy var title: () -> Int = { [self, name] in self.name + name }
  }

  //! lazyVar: leaks: retain cycle ×10, 2 objects, 72 B: LazyVariables.Page .title → closure at CyclesOfObjects.swift:107 captured LazyVariables.Page → LazyVariables.Page
  static func make() {
    let page = Page()
    escape(page)
    _ = page.title()
  }
}
