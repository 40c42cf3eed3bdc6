// Types of what Swift code allocates: objects, storages, contexts and boxes.
#if os(Linux)
import Foundation
import HeapGraph
import Testing

final class Plain { var x = 1 }
class Parent<Element> { var first: Element? }
final class Child: Parent<Child> { var second = 2 }
final class Generic<Key: Hashable, Value> {
  final class Inner<Third> { var value: Third? }
  var values: [Key: Value] = [:]
}
private final class Hidden {}
private final class HiddenGeneric<T> { final class Inner {} }
struct Item: Hashable { var a = 1, b = 2, c = 3, d = 4 }
actor Agent { var count = 0 }
indirect enum Tree {
  case leaf(Int)
  case node(Tree, Tree, String)
}
struct Failure: Error { var code = 1 }
enum Outer { final class Nested {} }
extension Array { final class Cursor { var at = 0 } }

final class Several<First, each Rest> { var count = 0 }
final class Fixed<let count: Int, Element> { var element: Element? }

@Suite struct SwiftTypes {
  @Test func aClassIsNamedWithItsModule() {
    #expect(typeName(of: Plain()) == "HeapGraphTests.Plain")
    #expect(typeName(of: Outer.Nested()) == "HeapGraphTests.Outer.Nested")
  }

  @Test func aGenericClassIsNamedWithItsArguments() {
    #expect(typeName(of: Parent<[Int: String]>()) == "HeapGraphTests.Parent<Swift.Dictionary<Swift.Int, Swift.String>>")
    #expect(
      typeName(of: Generic<Int, (Item, any CustomStringConvertible.Type)>())
        == "HeapGraphTests.Generic<Swift.Int, (HeapGraphTests.Item, Swift.CustomStringConvertible.Type)>")
    #expect(
      typeName(of: Generic<Int, (Int) -> Void>.Inner<any Error>())
        == "HeapGraphTests.Generic<Swift.Int, (Swift.Int) -> ()>.Inner<Swift.Error>")
  }

  @Test func packsAndValuesAreNamedAmongTheArguments() {
    #expect(
      typeName(of: Several<Int, String, [Item]>())
        == "HeapGraphTests.Several<Swift.Int, Pack{Swift.String, Swift.Array<HeapGraphTests.Item>}>")
    #expect(typeName(of: Several<Int>()) == "HeapGraphTests.Several<Swift.Int, Pack{}>")
    #expect(typeName(of: Fixed<7, Item>()) == "HeapGraphTests.Fixed<7, HeapGraphTests.Item>")
  }

  @Test func aClassThatIsItsOwnSuperclassesArgumentIsNamed() {
    #expect(typeName(of: Child()) == "HeapGraphTests.Child")
    #expect(typeName(of: Parent<Child>()) == "HeapGraphTests.Parent<HeapGraphTests.Child>")
  }

  @Test func privateAndLocalTypesAreNamedReadably() {
    final class Local<T> { final class Inner {} }
    #expect(typeName(of: Hidden()) == "HeapGraphTests.Hidden")
    #expect(
      typeName(of: HiddenGeneric<[Hidden]>.Inner())
        == "HeapGraphTests.HiddenGeneric<Swift.Array<HeapGraphTests.Hidden>>.Inner")
    #expect(
      typeName(of: Local<(Int) -> Hidden>.Inner())?.hasSuffix("Local<(Swift.Int) -> HeapGraphTests.Hidden>.Inner")
        == true)
    #expect(typeName(of: Local<Int>())?.contains("$") == false)
    #expect(typeName(of: Array<Int>.Cursor()) == "Swift.Array<Swift.Int>.Cursor")
  }

  @Test func anActorIsAClass() {
    #expect(typeName(of: Agent()) == "HeapGraphTests.Agent")
  }

  @Test func storagesOfCollectionsAreNamedWithTheirElements() {
    let array = (0..<10).map { Item(a: $0) }
    let dictionary = Dictionary(uniqueKeysWithValues: array.map { ($0.a, $0) })
    let set = Set(array)
    let text = String(repeating: "long enough ", count: 10)
    #expect(typeName(block(at: reference(in: array))) == "Swift._ContiguousArrayStorage<HeapGraphTests.Item>")
    #expect(
      typeName(block(at: reference(in: dictionary)))
        == "Swift._DictionaryStorage<Swift.Int, HeapGraphTests.Item>")
    #expect(typeName(block(at: reference(in: set))) == "Swift._SetStorage<HeapGraphTests.Item>")
    let storage = withUnsafeBytes(of: text) { $0.load(fromByteOffset: 8, as: UInt.self) & 0x7fff_ffff_fff8 }
    #expect(typeName(block(at: storage)) == "Swift.__StringStorage")
    withExtendedLifetime((array, dictionary, set, text)) {}
  }

  @Test func aSmallerBlockIsNoObjectOfTheClass() {
    let object = Plain()
    #expect(typeName(BlockExtent(address: block(of: object).address, bytes: 16)) == nil)
    #expect(typeName(BlockExtent(address: block(of: object).address, bytes: 24)) == "HeapGraphTests.Plain")
    withExtendedLifetime(object) {}
  }
}

@Suite struct ContextTypes {
  @Test func aClosureContextTellsItsCaptures() {
    let item = Item()
    let text = "x" + String(Int.random(in: 0...9))
    let closure = { @Sendable in _ = (item.a, text.count) }
    #expect(typeName(block(at: context(of: closure)))?.hasPrefix("closure context (") == true)
    #expect(typeName(block(at: context(of: closure)))?.contains("Swift.String") == true)
    withExtendedLifetime(closure) {}
  }

  @Test func aCapturedVariableIsTold() {
    var count = Int.random(in: 0...9)
    let object = Plain()
    let closure = { count += object.x }
    let block = block(at: context(of: closure))
    #expect(typeName(block) == "closure context (var Swift.Int, HeapGraphTests.Plain)")
    closure()
    #expect(count > 0)
  }

  @Test func capturesOfManyShapesAreTold() {
    let (agent, text, items) = (Agent(), String(Int.random(in: 0...9)), [Item()])
    let (letters, error) = (Array(text), Failure() as any Error)
    let object = Plain()
    let closure = { [weak plain = object] in
      _ = (agent, text, text.utf8, items, letters, error, plain, [1: items], { (x: Int) -> Int? in x })
    }
    let name = typeName(block(at: context(of: closure)))
    let types = [
      "HeapGraphTests.Agent", "Swift.String", "Swift.Array<HeapGraphTests.Item>", "Swift.Array<Swift.Character>",
      "Swift.Error",
    ]
    #expect(types.filter { name?.contains($0) != true } == [], "\(name ?? "unknown")")
  }

  @Test func aCaptureThatDependsOnAGenericContextIsLeftOut() {
    func closure<Elements: Sequence>(_ elements: Elements, _ plain: Plain) -> () -> Void {
      let all = Array(elements)
      return { _ = (all.first, elements, plain) }
    }
    let function = closure([1, 2, 3], Plain())
    #expect(typeName(block(at: context(of: function)))?.hasPrefix("closure context") == true)
    withExtendedLifetime(function) {}
  }

  @Test func thePayloadOfAnIndirectCaseIsTold() {
    let tree = Tree.node(.leaf(.random(in: 0...9)), .leaf(2), "x")
    let name = "closure context ((HeapGraphTests.Tree, HeapGraphTests.Tree, Swift.String))"
    #expect(typeName(block(at: reference(in: tree))) == name)
    withExtendedLifetime(tree) {}
  }

  @Test func anExistentialsBoxTellsItsType() {
    let value: Any = Item(a: .random(in: 0...9))
    #expect(typeName(block(at: reference(in: value as Any))) == "closure context (HeapGraphTests.Item)")
    withExtendedLifetime(value) {}
  }

  @Test func aGenericExistentialsBoxTellsItsType() {
    func boxed<Value>(_ value: Value) -> Any { (value, value, value, value) }
    let value = boxed(Item(a: .random(in: 0...9)))
    let name = typeName(block(at: reference(in: value as Any)))
    #expect(name?.contains("HeapGraphTests.Item") == true, "\(name ?? "unknown")")
    withExtendedLifetime(value) {}
  }

  @Test func anErrorBoxTellsItsError() {
    let error: any Error = Failure(code: .random(in: 0...9))
    #expect(typeName(block(at: reference(in: error as any Error))) == "Error box <HeapGraphTests.Failure>")
    withExtendedLifetime(error) {}
  }

  @Test func aWeakSideTableIsKnownByItsObject() {
    let object = Plain()
    weak let observer = object
    let table = word(at: block(of: object).address, 8) << 3
    #expect(typeName(BlockExtent(address: table, bytes: 32)) == "weak side table")
    #expect(observer === object)
  }
}
#endif
