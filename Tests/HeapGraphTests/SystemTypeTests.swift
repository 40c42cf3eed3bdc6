// Types of the runtime's, Foundation's and other libraries' own blocks.
#if os(Linux)
import Foundation
import HeapGraph
import Testing

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
