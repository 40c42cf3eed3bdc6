// The names of places in objects and what is nested in them.
#if os(Linux)
import Foundation
import Testing

@testable import HeapGraph

struct Cache {
  var size = 1
  var storage: Plain?
}
enum State {
  case idle
  case loading(Plain)
  case waiting(reason: String, by: Plain, Int)
  case failed(any Error)
}
indirect enum Chain {
  case end
  case next(Plain, Chain)
}
@propertyWrapper struct Wrapped<Value> { var wrappedValue: Value }

class House {
  let number = 7
  var children: [Plain] = []
  var cache = Cache()
  var state = State.idle
  var pair: (Plain?, name: Plain?) = (nil, nil)
  lazy var later: Plain = Plain()
  @Wrapped var wrapped: Plain? = nil
  weak var weakly: Plain?
  unowned var unowned: Plain
  unowned(unsafe) var unsafely: Plain
  var unmanaged: Unmanaged<Plain>?
  var pointer: UnsafeMutableRawPointer?
  var table: [String: Plain] = [:]
  var members: Set<Item> = []
  var text = ""
  var part: ArraySlice<Plain> = []
  var result = Result<Plain, any Error>.failure(Failure())
  var chain = Chain.end
  var anything: Any = 1
  var bound: (any Held)?
  var error: (any Error)?
  var action: (() -> Void)?
  var transform: (Int) -> Int = { $0 }
  var data = Data()
  init(_ plain: Plain) {
    unowned = plain
    unsafely = plain
  }
}
private final class Annex<Element>: House {
  var element: Element?
  var elements: [Element] = []
  var nested: (Cache, [Element]?)?
}
protocol Held: AnyObject {}
protocol Named {}
extension Plain: Held, Named {}
extension Cache: Named {}
struct Big: Named {
  var numbers = (1, 2, 3)
  var plain: Plain
}
private final class Reader: JSONDecoder, @unchecked Sendable { var source: Plain? }
private actor Worker { var job: Plain? }
private final class Twin { var here: Plain? }

@Suite struct PropertiesOfObjects {
  private let plain = Plain()
  private let house: House

  init() { house = House(plain) }

  /// What the house's places that refer to `plain` are called.
  private func found() -> [String] {
    properties(in: house, referringTo: plain).map(\.name).filter { ![".unowned", ".unsafely"].contains($0) }
  }

  @Test func nestedValuesAreNamedByTheWayToThem() {
    house.cache.storage = plain
    house.pair = (plain, plain)
    house.wrapped = plain
    #expect(found() == [".cache.storage", ".pair.0", ".pair.name", "._wrapped.wrappedValue"])
  }

  @Test func aLazyVariableHasItsOwnName() {
    house.later = plain
    #expect(found() == [".later"])
  }

  @Test func payloadsAreNamedByTheirCase() {
    house.state = .loading(plain)
    #expect(found() == [".state.loading"])
    house.state = .waiting(reason: "", by: plain, 1)
    #expect(found() == [".state.waiting.by"])
    house.state = .failed(Failure())
    #expect(properties(in: house, referringTo: reference(in: house.state)).map(\.name).contains(".state.failed"))
    house.state = .idle
    house.result = .success(plain)
    #expect(found() == [".result.success"])
  }

  @Test func theBoxOfAnIndirectCaseIsNamedByTheCase() {
    house.chain = .next(plain, .next(plain, .end))
    let box = reference(in: house.chain)
    #expect(properties(in: house, referringTo: box).map(\.name) == [".chain.next"])
    #expect(properties(in: block(at: box), referringTo: plain).map(\.name) == [".0"])
  }

  @Test func ownershipsAreTold() {
    house.weakly = plain
    house.unmanaged = .passUnretained(plain)
    house.pointer = Unmanaged.passUnretained(plain).toOpaque()
    house.bound = plain
    let found = properties(in: house, referringTo: plain)
    #expect(
      found == [
        Property(name: ".unowned", ownership: .unowned), Property(name: ".unsafely", ownership: .unmanaged),
        Property(name: ".unmanaged", ownership: .unmanaged), Property(name: ".pointer", ownership: .unmanaged),
        Property(name: ".bound", ownership: .strong),
      ])
    // The weak one leads to a side table.
    let table = word(at: block(of: plain).address, 8) << 3
    #expect(properties(in: house, referringTo: table) == [Property(name: ".weakly", ownership: .weak)])
  }

  @Test func whatCollectionsAreMadeOfIsNotShown() {
    house.children = [plain]
    house.table = ["a": plain]
    house.members = [Item()]
    house.text = String(repeating: "long enough ", count: 10)
    house.part = [plain, plain][1...]
    house.data = Data(count: 1000)
    let text = withUnsafeBytes(of: house.text) { $0.load(fromByteOffset: 8, as: UInt.self) & 0x7fff_ffff_fff8 }
    let data = withUnsafeBytes(of: house.data) { $0.load(fromByteOffset: 8, as: UInt.self) & 0x7fff_ffff_fff8 }
    let blocks = [
      reference(in: house.children), reference(in: house.table), reference(in: house.members), text,
      reference(in: house.part), data,
    ]
    let found = blocks.map { properties(in: house, referringTo: $0).map(\.name) }
    #expect(found == [[".children"], [".table"], [".members"], [".text"], [".part"], [".data"]])
  }

  @Test func existentialsAreNamedByWhatTheyHold() {
    house.anything = plain
    #expect(found() == [".anything"])
    house.anything = Cache(storage: plain)
    #expect(found() == [".anything.storage"])
    house.anything = Big(plain: plain)
    #expect(found() == [])
    let box = reference(in: house.anything as Any)
    #expect(properties(in: house, referringTo: box).map(\.name) == [".anything"])
    #expect(properties(in: block(at: box), referringTo: plain).map(\.name) == ["captured HeapGraphTests.Big.plain"])
    house.anything = 1
    house.bound = plain
    #expect(found() == [".bound"])
  }

  @Test func anErrorsBoxIsNamedAndWhatItHolds() {
    struct Trouble: Error, @unchecked Sendable {
      var code = 1
      var plain: Plain
    }
    let error: any Error = Trouble(plain: plain)
    house.error = error
    let box = reference(in: error as any Error)
    #expect(properties(in: house, referringTo: box).map(\.name) == [".error"])
    #expect(properties(in: block(at: box), referringTo: plain).map(\.name) == [".plain"])
  }

  @Test func aFunctionsContextTellsWhereItsCodeIs() throws {
    let plain = plain
    house.action = { _ = plain.x }
    house.transform = { $0 + plain.x }
    var names = PropertyNames(images: loadedImages(), reader: .live)
    let contents = contents(of: block(of: house))
    let found = contents.words.indices.compactMap { index in
      names.property(at: 8 * index, in: contents).flatMap { $0.functionPointer == nil ? nil : (index, $0) }
    }
    #expect(found.map(\.1.name) == [".action", ".transform"])
    #expect(found.map(\.1.functionPointer) == found.map { contents.words[$0.0 - 1] })
    #expect(
      found.allSatisfy { typeName(block(at: contents.words[$0.0]))?.hasPrefix("closure context") == true }
        || found.allSatisfy { contents.words[$0.0] == block(of: plain).address })
  }

  @Test func placesOfASuperclassAndOfAGenericClassAreNamed() {
    let annex = Annex<Plain>(plain)
    annex.cache.storage = plain
    annex.element = plain
    annex.nested = (Cache(storage: plain), nil)
    let names = properties(in: annex, referringTo: plain).map(\.name)
    #expect(names == [".cache.storage", ".unowned", ".unsafely", ".element", ".nested.0.storage"])
  }

  @Test func placesBehindAResilientSuperclassAreNamed() {
    let reader = Reader()
    reader.source = plain
    #expect(properties(in: reader, referringTo: plain).map(\.name) == [".source"])
  }

  @Test func privateTypesOfTheSameNameAreToldApart() {
    let (here, there) = (Twin(), OtherTwin.make())
    here.here = plain
    OtherTwin.fill(there, plain)
    #expect(properties(in: here, referringTo: plain).map(\.name) == [".here"])
    #expect(properties(in: there, referringTo: plain).map(\.name) == [".elsewhere"])
  }

  @Test func anActorsPropertiesAreNamed() async {
    nonisolated(unsafe) let plain = plain
    let worker = Worker()
    await worker.set(plain)
    #expect(properties(in: worker, referringTo: plain).map(\.name) == [".job"])
    var names = PropertyNames(images: loadedImages(), reader: .live)
    #expect(names.property(at: 16, in: contents(of: block(of: worker)))?.name == "mailbox")
  }
}

extension Worker { fileprivate func set(_ plain: sending Plain) { job = plain } }

@Suite struct PropertiesOfStorages {
  private let plain = Plain()

  private func found(_ storage: UInt) -> [String] { properties(in: block(at: storage), referringTo: plain).map(\.name) }

  @Test func elementsAreNumbered() {
    let plains = kept([Plain(), plain, plain])
    let caches = kept([Cache(), Cache(storage: plain)])
    let anything: [Any] = kept([1, plain])
    #expect(found(reference(in: plains)) == ["[1]", "[2]"])
    #expect(found(reference(in: caches)) == ["[1].storage"])
    #expect(found(reference(in: anything)) == ["[1]"])
    withExtendedLifetime((plains, caches, anything)) {}
  }

  @Test func aPlaceBehindTheLastElementHasNoName() {
    var plains = [plain]
    plains.reserveCapacity(4)
    plains = kept(plains)
    var names = PropertyNames(images: loadedImages(), reader: .live)
    let contents = contents(of: block(at: reference(in: plains)))
    #expect(names.property(at: 32, in: contents)?.name == "[0]")
    #expect(names.property(at: 40, in: contents) == nil)
    #expect(names.property(at: 16, in: contents) == nil)
    withExtendedLifetime(plains) {}
  }

  @Test func valuesOfADictionaryAreNamedByTheirKeys() {
    enum Color: Hashable {
      case red, green
      case other(String)
    }
    let long = String(repeating: "ä", count: 40) + String(Int.random(in: 0...9))
    let byText = kept(["small": plain, long: plain, "a literal longer than fifteen bytes": plain, "say \"a\"": plain])
    let byNumber = kept([-1: plain, 70_000: plain, 3: Plain()])
    let (byByte, byBool) = (kept([Int8(-7): plain]), kept([true: Cache(storage: plain)]))
    let byColor = kept([Color.red: plain, .green: plain])
    let byItem = kept([Item(): plain])
    #expect(
      Set(found(reference(in: byText))) == [
        "[\"small\"]", "[\"\(String(repeating: "ä", count: 32))…\"]", "[\"a literal longer than fifteen by…\"]",
        "[\"say \\\"a\\\"\"]",
      ])
    #expect(Set(found(reference(in: byNumber))) == ["[-1]", "[70000]"])
    #expect(found(reference(in: byByte)) == ["[-7]"])
    #expect(found(reference(in: byBool)) == ["[true].storage"])
    #expect(Set(found(reference(in: byColor))) == ["[.red]", "[.green]"])
    #expect(found(reference(in: byItem)).allSatisfy { $0.hasPrefix("[value ") && $0.hasSuffix("]") })
    #expect(found(reference(in: byItem)).count == 1)
    withExtendedLifetime((byText, byNumber, byByte, byBool, byColor, byItem)) {}
  }

  @Test func keysAndMembersAreNamedByTheirPlaces() {
    final class Key: Hashable {
      let plain: Plain
      init(_ plain: Plain) { self.plain = plain }
      static func == (a: Key, b: Key) -> Bool { a === b }
      func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
    }
    let key = Key(plain)
    let (dictionary, set) = (kept([key: 1]), kept(Set([key])))
    let keys = properties(in: block(at: reference(in: dictionary)), referringTo: key).map(\.name)
    let members = properties(in: block(at: reference(in: set)), referringTo: key).map(\.name)
    #expect(["[key 0]", "[key 1]"].contains(keys.first) && keys.count == 1)
    #expect(["[member 0]", "[member 1]"].contains(members.first) && members.count == 1)
    withExtendedLifetime((dictionary, set)) {}
  }
}

@Suite struct PropertiesOfContexts {
  private let plain = Plain()

  @Test func capturesAreNamedByTheirTypes() {
    var count = Int.random(in: 0...9)
    let (other, cache) = (Child(), Cache(storage: plain))
    let closure = { [unowned plain, unowned(unsafe) unsafely = plain] in
      count += plain.x + other.second + (cache.storage?.x ?? 0) + unsafely.x
    }
    let context = block(at: context(of: closure))
    #expect(
      Set(properties(in: context, referringTo: plain)) == [
        Property(name: "captured HeapGraphTests.Plain", ownership: .unowned),
        Property(name: "captured HeapGraphTests.Plain", ownership: .unmanaged),
        Property(name: "captured HeapGraphTests.Cache.storage", ownership: .strong),
      ])
    #expect(properties(in: context, referringTo: other).map(\.name) == ["captured HeapGraphTests.Child"])
    closure()
    #expect(count > 0)
  }

  @Test func aWeakCaptureIsTold() {
    let closure = { [weak plain] in _ = plain?.x }
    let context = block(at: context(of: closure))
    let table = word(at: block(of: plain).address, 8) << 3
    let name = "captured HeapGraphTests.Plain"
    #expect(properties(in: context, referringTo: table) == [Property(name: name, ownership: .weak)])
    withExtendedLifetime(closure) {}
  }

  @Test func aCapturedVariableIsABoxWhoseValueIsNamed() {
    var variable: Plain? = Plain()
    var count = 0
    let closure = {
      variable = variable ?? Plain()
      count += 1
    }
    variable = plain
    let context = block(at: context(of: closure))
    var names = PropertyNames(images: loadedImages(), reader: .live)
    #expect(names.property(at: 16, in: contents(of: context))?.name == "captured var HeapGraphTests.Plain")
    let box = block(at: word(at: context.address, 16))
    #expect(properties(in: box, referringTo: plain).map(\.name) == ["captured HeapGraphTests.Plain"])
    closure()
    #expect(variable === plain && count == 1)
  }

  @Test func aCapturedFunctionTellsWhereItsCodeIs() {
    let plain = plain
    let inner = { (x: Int) in x + plain.x }
    let closure = { _ = (inner(1), plain.x) }
    let context = block(at: context(of: closure))
    var names = PropertyNames(images: loadedImages(), reader: .live)
    let contents = contents(of: context)
    let found = contents.words.indices.compactMap { names.property(at: 8 * $0, in: contents) }
    let functions = found.filter { $0.functionPointer != nil }
    #expect(functions.count == 1 && functions[0].name == "captured closure")
    #expect(functions.first?.functionPointer == word(at: context.address, 16))
    withExtendedLifetime(closure) {}
  }

  @Test func aCaptureWhoseTypeDependsOnAGenericContextIsNamedByItsClass() {
    func closure<Element>(_ parent: Parent<Element>, _ plain: Plain) -> () -> Void { { _ = (parent.first, plain) } }
    let parent = Parent<String>()
    let function = closure(parent, plain)
    let context = block(at: context(of: function))
    let name = properties(in: context, referringTo: parent).map(\.name)
    // Specialized, it does not depend on it.
    #expect(["captured HeapGraphTests.Parent", "captured HeapGraphTests.Parent<Swift.String>"].contains(name.first))
    #expect(properties(in: context, referringTo: plain).map(\.name) == ["captured HeapGraphTests.Plain"])
    withExtendedLifetime(function) {}
  }

  @Test func aGenericBoxNamesItsValue() {
    func boxed<Value>(_ value: Value) -> Any { (value, value, value, value) }
    let value = boxed(plain)
    let box = block(at: reference(in: value as Any))
    #expect(properties(in: box, referringTo: plain).map(\.name) == [".0", ".1", ".2", ".3"])
    withExtendedLifetime(value) {}
  }
}
#endif
