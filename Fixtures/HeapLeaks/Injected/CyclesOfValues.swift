// Cycles through values: enum payloads, boxes of existentials and errors, collections.
enum Payloads {
  enum State {
    case idle
    case waiting(seconds: Int, Job)
    case running(Job)
  }
  final class Job { var state = State.idle }

  //! enumPayload: retain cycle ×10, 1 object
  static func make() {
    let job = Job()
    job.state = .running(job)
    escape(job)
  }

  //! enumPayloadOfTwo: retain cycle ×10, 1 object
  static func makeWaiting() {
    let job = Job()
    job.state = .waiting(seconds: 5, job)
    escape(job)
  }
}

enum IndirectEnums {
  indirect enum Tree {
    case leaf
    case node(Tree, Owner, Tree)
  }
  final class Owner { var tree = Tree.leaf }

  //! indirectEnum: retain cycle ×10, 2 objects
  static func make() {
    let owner = Owner()
    owner.tree = .node(.leaf, owner, .leaf)
    escape(owner)
  }
}

enum AnyValues {
  /// Too big for the three words of an existential: in a box.
  struct Large {
    var numbers = (1, 2, 3)
    var owner: Holder
  }
  final class Holder { var value: Any = 0 }

  //! any: retain cycle ×10, 1 object
  static func make() {
    let holder = Holder()
    holder.value = holder
    escape(holder)
  }

  //! anyInABox: retain cycle ×10, 2 objects
  static func makeLarge() {
    let holder = Holder()
    holder.value = Large(owner: holder)
    escape(holder)
  }
}

enum Existentials {
  protocol Delegate { var count: Int { get } }
  protocol ObjectDelegate: AnyObject {}
  struct Forwarder: Delegate {
    var count = 1
    var owner: Machine
  }
  final class Machine: ObjectDelegate {
    var delegate: (any Delegate)?
    var objectDelegate: (any ObjectDelegate)?
  }

  //! existential: retain cycle ×10, 1 object
  static func make() {
    let machine = Machine()
    machine.delegate = Forwarder(owner: machine)
    escape(machine)
  }

  //! classExistential: retain cycle ×10, 2 objects
  static func makeOfObject() {
    let machine = Machine()
    let other = Machine()
    machine.objectDelegate = other
    other.objectDelegate = machine
    escape(machine)
  }
}

enum Results {
  struct Failure: Error { let request: Request }
  final class Request: @unchecked Sendable {
    var result: Result<Request, Failure>?
    var error: (any Error)?
  }

  //! result: retain cycle ×10, 1 object
  static func make() {
    let request = Request()
    request.result = .success(request)
    escape(request)
  }

  //! errorBox: retain cycle ×10, 2 objects
  static func makeError() {
    let request = Request()
    request.error = Failure(request: request)
    escape(request)
  }
}

enum Collections {
  final class Registry {
    var byName: [String: Entry] = [:]
    var all: Set<Entry> = []
  }
  final class Entry: Hashable {
    let registry: Registry
    init(_ registry: Registry) { self.registry = registry }
    static func == (left: Entry, right: Entry) -> Bool { left === right }
    /// The same for all: where a member stands in the set's storage does not depend on its address.
    func hash(into hasher: inout Hasher) { hasher.combine(1) }
  }

  //! dictionaryValue: retain cycle ×10, 3 objects
  static func makeDictionary() {
    let registry = Registry()
    registry.byName["first"] = Entry(registry)
    escape(registry)
  }

  //! setMember: retain cycle ×10, 3 objects
  static func makeSet() {
    let registry = Registry()
    registry.all.insert(Entry(registry))
    escape(registry)
  }
}

enum Buffers {
  final class Owner { var buffer: ManagedBuffer<Int, Owner>? }

  //! managedBuffer: retain cycle ×10, 2 objects
  static func make() {
    let owner = Owner()
    let buffer = ManagedBuffer<Int, Owner>.create(minimumCapacity: 2) { _ in 2 }
    buffer.withUnsafeMutablePointerToElements { $0.initialize(repeating: owner, count: 2) }
    owner.buffer = buffer
    escape(owner)
  }
}
