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
    #expect(typeName(of: Array<Int>.Cursor())?.hasSuffix("Array<Swift.Int>.Cursor") == true)
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
    #expect(name?.contains("HeapGraphTests.Item") == true)
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

@Suite struct ConcurrencyTypes {
  @Test func aTaskAndItsSlabAreNamed() async {
    let (task, slab) = await Task { await deep(12) }.value
    #expect(task == "AsyncTask")
    #expect(slab == "task slab")
  }
}

/// Deep enough for a slab beside the task's first one.
private func deep(_ depth: Int) async -> (String?, String?) {
  let room = [depth, depth, depth, depth]
  if depth > 0 {
    await Task.yield()
    let names = await deep(depth - 1)
    withExtendedLifetime(room) {}
    return names
  }
  return withUnsafeCurrentTask { task in
    let address = task.map { unsafeBitCast($0, to: UInt.self) } ?? 0
    return (typeName(block(at: address)), slabs(ofTaskAt: address).compactMap { typeName($0) }.first)
  }
}

/// The first slab stands in the task's own block and refers to the next one.
private func slabs(ofTaskAt address: UInt) -> [BlockExtent] {
  let metadata = dlsym(nil, "_swift_concurrency_debug_asyncTaskSlabMetadata").map { word(at: UInt(bitPattern: $0)) }
  let slab = stride(from: 16, to: block(at: address).bytes - 16, by: 8).first { word(at: address, $0) == metadata }
  return slab.map { [block(at: word(at: address, $0 + 8))] } ?? []
}

@Suite struct FoundationTypes {
  @Test func aCoreFoundationObjectIsNamedByItsClass() throws {
    typealias Create = @convention(c) (UnsafeRawPointer?) -> Unmanaged<AnyObject>?
    let create = unsafeBitCast(try #require(dlsym(nil, "CFUUIDCreate")), to: Create.self)
    let object = try #require(create(nil)).takeUnretainedValue()
    #expect(typeName(of: object) == "CFUUID")
  }

  @Test func aFoundationObjectIsNamedByItsSwiftClass() {
    #expect(typeName(of: NSMutableArray(array: [1, 2, 3])) == "Foundation.NSMutableArray")
  }
}
#endif
