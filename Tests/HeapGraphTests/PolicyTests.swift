// What of a block is looked through for references.
#if os(Linux)
import Foundation
@testable import HeapGraph
import Testing

private class Base {
  unowned var owner: Plain
  var first: Plain?
  init(_ owner: Plain) { self.owner = owner }
}
private final class Derived<Element>: Base {
  var element: Element?
  weak var observer: Plain?
  unowned(unsafe) var unsafe: Plain
  unowned var optional: Plain?
  override init(_ owner: Plain) {
    unsafe = owner
    super.init(owner)
  }
}
private struct Link {
  var name = 1
  unowned var target: Plain
}
private final class Nested {
  var link: Link
  var pair: (Int, Link)
  var maybe: Link?
  init(_ link: Link) {
    self.link = link
    pair = (1, link)
    maybe = link
  }
}
private enum Choice {
  case linked(Link)
  case number(Int)
  case none
}
private enum Conflict {
  case linked(Link)
  case owned(Int, Plain)
}
private final class Chooser {
  var choice = Choice.none
  var conflict: Conflict?
}
private final class Decoder2: JSONDecoder, @unchecked Sendable {
  unowned var owner: Plain
  init(_ owner: Plain) { self.owner = owner }
}
private struct Wide {
  var vector = SIMD4<Double>()
  unowned var target: Plain
}

private func policy(ofFirstWord word: UInt) -> ScanPolicy {
  var types = BlockTypes(images: loadedImages())
  return types.policy(ofFirstWord: word)
}

private func policy(of object: AnyObject) -> ScanPolicy { policy(ofFirstWord: word(at: block(of: object).address)) }

private func policy(ofStorageIn value: some Any) -> ScanPolicy { policy(ofFirstWord: word(at: reference(in: value))) }

/// The skipped words of the object are these references, in this order.
private func skipped(in object: AnyObject) -> [UInt] {
  policy(of: object).skips.map { word(at: block(of: object).address, $0) }
}

@Suite struct Policies {
  private let plain = Plain()
  private var plainAddress: UInt { block(of: plain).address }

  @Test func anObjectWithoutUnownedReferencesIsLookedThroughWhole() {
    #expect(policy(of: plain) == ScanPolicy(contents: .everything))
  }

  @Test func unownedReferencesOfAClassAndItsSuperclassesAreSkipped() {
    let object = Derived<String>(plain)
    object.optional = plain
    #expect(policy(of: object).contents == .fields)
    #expect(policy(of: object).skips == policy(of: object).skips.sorted())
    // Weak and unmanaged ones are not.
    #expect(skipped(in: object) == [plainAddress, plainAddress])
    #expect(policy(of: object).skips.first == 16)
  }

  @Test func unownedReferencesInStructuresTuplesAndOptionalsAreSkipped() {
    let object = Nested(Link(target: plain))
    #expect(skipped(in: object) == [plainAddress, plainAddress, plainAddress])
  }

  @Test func unownedReferencesBehindAResilientSuperclassAreSkipped() {
    #expect(skipped(in: Decoder2(plain)) == [plainAddress])
  }

  @Test func whatIsUnownedInOneCaseAndOwnedInAnotherIsNotSkipped() {
    let object = Chooser()
    object.choice = .linked(Link(target: plain))
    object.conflict = .owned(1, plain)
    #expect(skipped(in: object) == [plainAddress])
  }

  @Test func unownedReferencesInAnArraysElementsAreSkipped() {
    let array = kept([Link(target: plain), Link(target: plain)])
    let found = policy(ofStorageIn: array)
    #expect(found == ScanPolicy(contents: .fields, skips: [40], repeatsFrom: 32, stride: 16))
    let wide = kept([Wide(target: plain)])
    #expect(policy(ofStorageIn: wide) == ScanPolicy(contents: .fields, skips: [64], repeatsFrom: 32, stride: 48))
    withExtendedLifetime((array, wide)) {}
  }

  @Test func onlyStorageOfTextAndNumbersOfOtherSizesIsNotLookedThrough() {
    let text = String(repeating: "long enough ", count: 10)
    let storage = withUnsafeBytes(of: text) { $0.load(fromByteOffset: 8, as: UInt.self) & 0x7fff_ffff_fff8 }
    #expect(policy(ofFirstWord: word(at: storage)) == ScanPolicy(contents: .nothing))
    let (letters, numbers, pointers) = (
      kept([UInt8](text.utf8)), kept(text.utf8.map(Double.init)), kept(text.utf8.map(Int.init))
    )
    #expect(policy(ofStorageIn: letters) == ScanPolicy(contents: .nothing))
    #expect(policy(ofStorageIn: numbers) == ScanPolicy(contents: .nothing))
    #expect(policy(ofStorageIn: pointers) == ScanPolicy(contents: .everything))
    #expect(policy(ofStorageIn: kept([Unmanaged.passUnretained(plain)])) == ScanPolicy(contents: .everything))
    withExtendedLifetime((text, letters, numbers, pointers)) {}
  }

  @Test func unownedCapturesAreSkipped() {
    let other = Plain()
    var count = Int.random(in: 0...9)
    let closure = { [unowned plain, weak weakly = plain, unowned(unsafe) unsafely = plain] in
      count += plain.x + other.x + (weakly?.x ?? 0) + unsafely.x
    }
    let context = context(of: closure)
    let found = policy(ofFirstWord: word(at: context))
    #expect(found.skips.map { word(at: context, $0) } == [plainAddress])
    closure()
    #expect(count > 0)
  }

  @Test func unownedCapturesOfAGenericContextAreSkipped() {
    func closure<Element>(_ parent: Parent<Element>) -> () -> Void { { [unowned parent] in _ = parent.first } }
    let parent = Parent<String>()
    let function = closure(parent)
    let context = context(of: function)
    let found = policy(ofFirstWord: word(at: context))
    #expect(found.skips.map { word(at: context, $0) } == [block(of: parent).address])
    withExtendedLifetime((parent, function)) {}
  }

  @Test func aTaskSlabIsLookedThroughAsFarAsItIsInUse() throws {
    let variable = try #require(dlsym(nil, "_swift_concurrency_debug_asyncTaskSlabMetadata"))
    #expect(policy(ofFirstWord: word(at: UInt(bitPattern: variable))) == ScanPolicy(contents: .taskSlab))
  }

  @Test func whatIsNoTypeIsLookedThroughWhole() {
    let words: [UInt] = [0, 8, 4096, 4104, 1 << 47, .max, UInt(bitPattern: dlsym(nil, "malloc"))]
    #expect(Set(words.map(policy)) == [ScanPolicy(contents: .everything)])
  }
}

@Suite struct PicturedBlocks {
  @Test func blocksAreReadWhereTheReaderSays() {
    // The picture: an object of another class at the same address.
    let object = Plain()
    let picture: [UInt] = [metadata(of: Outer.Nested.self), 3, 0, 0]
    let target = UnsafeMutableRawPointer.allocate(byteCount: 32, alignment: 8)
    defer { target.deallocate() }
    picture.withUnsafeBytes { target.copyMemory(from: $0.baseAddress!, byteCount: 32) }
    var types = BlockTypes(images: loadedImages(), reader: MemoryReader { _, _ in UnsafeRawPointer(target) })
    #expect(types.names(of: [block(of: object)]) == ["HeapGraphTests.Outer.Nested"])
    withExtendedLifetime(object) {}
  }

  @Test func theFirstWordsThatHaveATypeAreKnown() throws {
    let object = Plain()
    let error: any Error = Failure(code: .random(in: 0...9))
    var types = BlockTypes(images: loadedImages())
    _ = types.names(of: [
      block(of: object), block(at: reference(in: error as any Error)), block(at: UInt(bitPattern: environ)),
    ])
    let known = Dictionary(uniqueKeysWithValues: types.knownFirstWords().map { ($0.word, $0.type) })
    let type = try #require(known[word(at: block(of: object).address)])
    #expect(types.names[Int(type)] == "HeapGraphTests.Plain")
    #expect(known[word(at: reference(in: error as any Error))] == -1)
    let slab = word(at: UInt(bitPattern: dlsym(nil, "_swift_concurrency_debug_asyncTaskSlabMetadata")))
    #expect(
      Set(known.keys) == [word(at: block(of: object).address), word(at: reference(in: error as any Error)), slab])
    withExtendedLifetime((object, error)) {}
  }
}
#endif
