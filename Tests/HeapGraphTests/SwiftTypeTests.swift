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
    return (typeName(block(at: address)), slabs(ofTaskAt: address).compactMap(typeName).first { $0 == "task slab" })
  }
}

/// What the task refers to, its slab among it; the rest may be anything.
private func slabs(ofTaskAt address: UInt) -> [BlockExtent] {
  stride(from: 16, to: block(at: address).bytes, by: 8).map { BlockExtent(address: word(at: address, $0), bytes: 64) }
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

@Suite struct RuntimeMemory {
  @Test func classesWhoseMetadataIsInTheHeapAreNamed() throws {
    let object = manyTypes(Int.self, depth: 11)
    let metadata = word(at: block(of: object).address)
    try #require(!loadedImages().contains { $0.segments.contains { $0.contains(UInt64(metadata)) } })
    let name = try #require(typeName(of: object))
    #expect(name == _typeName(type(of: object)))
  }

  @Test func aPageOfMetadataIsKnown() throws {
    let object = manyTypes(String.self, depth: 11)
    // The page's start is where glibc keeps its size, of 16 KiB and 16 bytes.
    var page = word(at: block(of: object).address) & ~15
    while word(at: page - 8) & ~7 != 16400 { page -= 16 }
    #expect(typeName(BlockExtent(address: page, bytes: 16384)) == "Swift metadata")
    #expect(typeName(BlockExtent(address: page, bytes: 16000)) == nil)
    withExtendedLifetime(object) {}
  }
}

class Left<T> {}
class Right<T> {}

/// An object of the last of 2^depth types, whose metadata the runtime has to make: more than its first 64 KiB hold.
private func manyTypes<T>(_: T.Type, depth: Int) -> AnyObject {
  if depth == 0 { return Left<T>() }
  _ = manyTypes(Left<T>.self, depth: depth - 1)
  return manyTypes(Right<T>.self, depth: depth - 1)
}

@Suite struct TablesOfFunctions {
  @Test func aDispatchObjectIsNamedByItsKind() {
    // Swift's classes of these names hold dispatch's own object in their third word.
    let queue = DispatchQueue(label: "test")
    #expect(typeName(block(at: word(at: block(of: queue).address, 16))) == "dispatch queue_serial")
    let source = DispatchSource.makeTimerSource()
    source.activate()
    #expect(typeName(block(at: word(at: block(of: source as AnyObject).address, 16))) == "dispatch source")
    withExtendedLifetime((queue, source)) {}
  }

  @Test(arguments: ["std::exception", "std::runtime_error", "std::bad_alloc"])
  func aCxxObjectIsNamedByItsTypeInformation(
    name: String
  ) throws {
    let identifiers = name.split(separator: ":").map { "\($0.utf8.count)\($0)" }
    let symbol = "_ZTVSt" + identifiers[1]
    let table = UInt(bitPattern: try #require(dlsym(nil, symbol)))
    let object = UnsafeMutablePointer<UInt>.allocate(capacity: 4)
    defer { object.deallocate() }
    object.pointee = table + 16
    #expect(typeName(BlockExtent(address: UInt(bitPattern: object), bytes: 32)) == name)
    object.pointee = table + 8
    #expect(typeName(BlockExtent(address: UInt(bitPattern: object), bytes: 32)) == nil)
  }
}
#endif
