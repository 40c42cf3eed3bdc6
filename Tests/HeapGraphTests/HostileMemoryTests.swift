// Memory that is not what it seems.
#if os(Linux)
import Glibc
import Testing

@testable import HeapGraph

/// Pages of the test's own, which it may protect and unmap. They stay: where one was unmapped, another test may have got
/// memory since.
final class Pages: Sendable {
  static let size: UInt = 4096
  let address: UInt

  init(_ count: UInt) throws {
    let start = mmap(nil, Int(count * Pages.size), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    address = UInt(bitPattern: start)
    try #require(start != MAP_FAILED)
  }

  /// What an object begins with: metadata and counts.
  func storeHeader(_ metadata: UInt, at offset: UInt) {
    store(metadata, at: offset)
    store(3, at: offset + 8)
  }

  func protect(_ page: UInt) {
    mprotect(UnsafeMutableRawPointer(bitPattern: address + page * Pages.size), Int(Pages.size), PROT_NONE)
  }

  func unmap(_ page: UInt) {
    munmap(UnsafeMutableRawPointer(bitPattern: address + page * Pages.size), Int(Pages.size))
  }

  func store(_ word: UInt, at offset: UInt) {
    UnsafeMutableRawPointer(bitPattern: address + offset)?.storeBytes(of: word, as: UInt.self)
  }
}

/// The same numbers in each run (SplitMix64).
private struct Repeatable: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    let mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    return mixed ^ mixed >> 27
  }
}

@Suite struct HostileMemory {
  @Test func blocksThatAreNotMappedAreUnknownAndTheirNeighboursAreNamed() throws {
    let pages = try Pages(4)
    let original = metadata(of: Plain.self)
    for page in 0..<4 as Range<UInt> { pages.storeHeader(original, at: page * Pages.size + 64) }
    pages.unmap(1)
    pages.protect(2)
    let blocks = (0..<4).map { BlockExtent(address: pages.address + $0 * Pages.size + 64, bytes: 32) }
    var types = BlockTypes(images: loadedImages())
    #expect(types.names(of: blocks) == ["HeapGraphTests.Plain", nil, nil, "HeapGraphTests.Plain"])
  }

  @Test func aBlockThatEndsWithItsPageIsReadToItsEndOnly() throws {
    let pages = try Pages(2)
    let original = metadata(of: Plain.self)
    pages.storeHeader(original, at: Pages.size - 24)
    pages.store(original, at: Pages.size - 8)
    pages.unmap(1)
    var types = BlockTypes(images: loadedImages())
    let whole = BlockExtent(address: pages.address + Pages.size - 24, bytes: 24)
    let end = BlockExtent(address: pages.address + Pages.size - 8, bytes: 8)
    let beyond = BlockExtent(address: pages.address + Pages.size - 4, bytes: 32)
    #expect(types.names(of: [whole, end, beyond]) == ["HeapGraphTests.Plain", nil, nil])
  }

  @Test func firstWordsThatLeadAstrayNameNothing() throws {
    let pages = try Pages(3)
    pages.protect(2)
    let text: StaticString = "read-only data, long enough to be looked at as if it were metadata of something"
    let code = unsafeBitCast(dlsym(nil, "malloc"), to: UInt.self)
    let words: [UInt] = [
      pages.address,  // the block itself
      pages.address + 2 * Pages.size,  // a page that cannot be read
      pages.address + 2 * Pages.size - 8,  // the end of the last that can
      pages.address + 2 * Pages.size - 16, UInt(bitPattern: text.utf8Start) & ~7, code & ~7, 8, 4096, 1 << 47,
      .max & ~7,
    ]
    for (index, word) in words.enumerated() { pages.store(word, at: UInt(index) * 64) }
    let blocks = words.indices.map { BlockExtent(address: pages.address + UInt($0) * 64, bytes: 64) }
    var types = BlockTypes(images: loadedImages())
    #expect(types.names(of: blocks) == words.map { _ in nil })
  }

  @Test func aBufferOfMetadataIsNoObject() {
    let buffer = UnsafeMutablePointer<Any.Type>.allocate(capacity: 8)
    defer { buffer.deallocate() }
    buffer.initialize(repeating: Plain.self, count: 8)
    #expect(typeName(block(at: UInt(bitPattern: buffer))) == nil)
  }

  @Test func extentsThatCannotBeNameNothing() {
    var types = BlockTypes(images: loadedImages())
    let addresses: [UInt] = [0, 1, 4095, 4096, 1 << 47, (1 << 48) - 8, 1 << 48, .max - 7, .max]
    let blocks = addresses.flatMap { address in [0, -1, 7, 8, .max].map { BlockExtent(address: address, bytes: $0) } }
    #expect(types.names(of: blocks) == blocks.map { _ in nil })
    #expect(types.names(of: blocks.reversed()) == blocks.map { _ in nil })
  }

  @Test func randomWordsNameNothing() {
    var generator = Repeatable(state: 1)
    let images = loadedImages().flatMap(\.segments)
    let own = UnsafeMutablePointer<UInt>.allocate(capacity: 1_000_000)
    defer { own.deallocate() }
    for index in 0..<1_000_000 {
      let anywhere = UInt.random(in: 0...UInt.max, using: &generator)
      own[index] =
        switch index % 4 {
        case 0: anywhere
        case 1: anywhere & 0x7fff_ffff_fff8
        // Into the blocks themselves, where kinds and flags that would pass are frequent.
        case 2: UInt(bitPattern: own + Int(anywhere % 1_000_000))
        default:
          [0, 2, 0x400, 0x500, 0x501, 32, UInt(images[Int(anywhere % UInt(images.count))].lowerBound)][
            Int(anywhere % 7)]
        }
    }
    let blocks = (0..<999_997).map { BlockExtent(address: UInt(bitPattern: own + $0), bytes: 32) }
    var types = BlockTypes(images: loadedImages())
    let named = types.names(of: blocks).compactMap { $0 }
    #expect(named == [])
  }

  @Test func anyWordOfAnImageAsFirstWordIsSurvived() throws {
    // Every aligned address of the libraries' data, right ones among them.
    var types = BlockTypes(images: loadedImages())
    for segment in loadedImages().flatMap(\.segments) where segment.count > 0 {
      let addresses = stride(from: UInt(segment.lowerBound + 7 & ~7), to: UInt(segment.upperBound), by: 64).prefix(4000)
      let words = Array(addresses)
      words.withUnsafeBytes { words in
        let start = UInt(bitPattern: words.baseAddress)
        _ = types.names(of: (0..<words.count / 8).map { BlockExtent(address: start + UInt($0) * 8, bytes: 8) })
      }
    }
    let object = Plain()
    #expect(types.names(of: [block(of: object)]) == ["HeapGraphTests.Plain"])
    withExtendedLifetime(object) {}
  }

  @Test(arguments: [3, 5, 7]) func aCopyOfMetadataWithOneWordDamagedNamesNothing(index: Int) throws {
    // superclass, sizes and descriptor; the last word is a generic argument.
    let original = metadata(of: Parent<Item>.self)
    let pages = try Pages(2)
    let copy = pages.address + 1024
    for offset in stride(from: -24 as Int, to: 128, by: 8) {
      pages.store(word(at: original, offset), at: UInt(1024 + offset))
    }
    pages.storeHeader(copy, at: 2048)
    let object = BlockExtent(address: pages.address + 2048, bytes: 64)
    #expect(typeName(object) == "HeapGraphTests.Parent<HeapGraphTests.Item>")
    pages.store(index == 5 ? copy + 512 : 0x1234_5678, at: UInt(1024 + (index - 2) * 8))
    #expect(typeName(object) == nil)
  }

  @Test func damagedContentsAreSurvivedByTheNamesOfPlaces() {
    var generator = Repeatable(state: 2)
    let plain = Plain()
    let house = House(plain)
    house.anything = Cache(storage: plain)
    house.state = .waiting(reason: "", by: plain, 1)
    let (anything, table) = (kept([plain, "a", 1, house] as [Any]), kept(["a": plain, "b": plain]))
    let closure = { _ = (house, plain, anything) }
    let error: any Error = Failure(code: .random(in: 0...9))
    let blocks = [
      block(of: house), block(at: reference(in: anything)), block(at: reference(in: table)),
      block(at: context(of: closure)), block(at: reference(in: error as any Error)),
    ]
    let images = loadedImages().flatMap(\.segments)
    var names = PropertyNames(images: loadedImages(), reader: .live)
    for round in 0..<20_000 {
      var contents = contents(of: blocks[round % blocks.count])
      for _ in 0...Int(generator.next() % 4) {
        let segment = images[Int(generator.next() % UInt64(images.count))]
        contents.words[Int.random(in: 1..<contents.words.count, using: &generator)] =
          switch generator.next() % 4 {
          case 0: UInt(generator.next())
          case 1: UInt(segment.lowerBound + generator.next() % UInt64(segment.count)) & ~7
          case 2: metadata(of: [House.self, Cache.self, State.self, Int.self][round % 4])
          default: contents.address
          }
      }
      contents.words.removeLast(round % 3)
      for offset in stride(from: -8, to: 8 * contents.words.count + 16, by: 8) {
        _ = names.property(at: offset, in: contents)
      }
    }
    #expect(properties(in: house, referringTo: plain).map(\.name).contains(".state.waiting.by"))
    withExtendedLifetime((closure, error)) {}
  }

  @Test func aCopyOfMetadataWithADamagedArgumentNamesNothing() throws {
    let original = metadata(of: Parent<Item>.self)
    let pages = try Pages(2)
    let argument = metadata(of: Item.self)
    var damaged = 0
    for offset in stride(from: -24 as Int, to: 128, by: 8) {
      let isArgument = word(at: original, offset) == argument && offset > 40
      damaged += isArgument ? 1 : 0
      pages.store(isArgument ? pages.address : word(at: original, offset), at: UInt(1024 + offset))
    }
    pages.storeHeader(pages.address + 1024, at: 2048)
    #expect(damaged == 1)
    #expect(typeName(BlockExtent(address: pages.address + 2048, bytes: 64)) == nil)
  }
}
#endif
