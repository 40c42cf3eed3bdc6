// Cycles through values: enum payloads, boxes of existentials and errors, collections.
enum Payloads {
  enum State {
    case idle
    case waiting(seconds: Int, Job)
    case running(Job)
  }
  final class Job { var state = State.idle }

  //! enumPayload: leaks: retain cycle ×10, 1 object, 32 B: Payloads.Job .state.running → Payloads.Job
  static func make() {
    let job = Job()
    job.state = .running(job)
    escape(job)
  }

  //! enumPayloadOfTwo: leaks: retain cycle ×10, 1 object, 32 B: Payloads.Job .state.waiting.1 → Payloads.Job
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

  //! indirectEnum debug: leaks: retain cycle ×10, 2 objects, 64 B: IndirectEnums.Owner .tree.node → box at CyclesOfValues.swift:35 .1 → IndirectEnums.Owner
  //! indirectEnum release: leaks: retain cycle ×10, 2 objects, 64 B: IndirectEnums.Owner .tree.node → box at Injected.swift:6 .1 → IndirectEnums.Owner
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

  //! any: leaks: retain cycle ×10, 1 object, 48 B: AnyValues.Holder .value → AnyValues.Holder
  static func make() {
    let holder = Holder()
    holder.value = holder
    escape(holder)
  }

  //! anyInABox: leaks: retain cycle ×10, 2 objects, 96 B: AnyValues.Holder .value → box at CyclesOfValues.swift:59 captured AnyValues.Large.owner → AnyValues.Holder
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

  //! existential: leaks: retain cycle ×10, 1 object, 72 B: Existentials.Machine .delegate.owner → Existentials.Machine
  static func make() {
    let machine = Machine()
    machine.delegate = Forwarder(owner: machine)
    escape(machine)
  }

  //! classExistential: leaks: retain cycle ×10, 2 objects, 144 B: Existentials.Machine .objectDelegate → Existentials.Machine .objectDelegate → Existentials.Machine
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

  //! result: leaks: retain cycle ×10, 1 object, 40 B: Results.Request .result.success → Results.Request
  static func make() {
    let request = Request()
    request.result = .success(request)
    escape(request)
  }

  //! errorBox: leaks: retain cycle ×10, 2 objects, 80 B: Error box <Results.Failure> .request → Results.Request .error → Error box <Results.Failure>
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

  //! dictionaryValue: leaks: retain cycle ×10, 3 objects, 176 B: Collections.Entry .registry → Collections.Registry .byName → Swift._DictionaryStorage<Swift.String, Collections.Entry> ["first"] → Collections.Entry
  static func makeDictionary() {
    let registry = Registry()
    registry.byName["first"] = Entry(registry)
    escape(registry)
  }

  //! setMember: leaks: retain cycle ×10, 3 objects, 136 B: Collections.Entry .registry → Collections.Registry .all → Swift._SetStorage<Collections.Entry> [member] → Collections.Entry
  static func makeSet() {
    let registry = Registry()
    registry.all.insert(Entry(registry))
    escape(registry)
  }
}

enum Buffers {
  final class Owner { var buffer: ManagedBuffer<Int, Owner>? }

  //! managedBuffer: leaks: retain cycle ×10, 2 objects, 64 B: Buffers.Owner .buffer → Swift.ManagedBuffer<Swift.Int, Buffers.Owner> → Buffers.Owner
  static func make() {
    let owner = Owner()
    let buffer = ManagedBuffer<Int, Owner>.create(minimumCapacity: 2) { _ in 2 }
    buffer.withUnsafeMutablePointerToElements { $0.initialize(repeating: owner, count: 2) }
    owner.buffer = buffer
    escape(owner)
  }
}
