// What a value takes, with the blocks that hold it.
#if os(Linux)
import Foundation
import Testing

@testable import HeapGraph

private struct Page {
  var number = 1
  var title: String
  var lines: [String] = []
}
private class Shelf {
  var pages: [Page] = []
  var name = "a name that needs storage of its own: \(Int.random(in: 0...9))"
  weak var owner: Plain?
}
private final class Cupboard: Shelf { var numbers: [Int: Int] = [:] }

private let longText = String(repeating: "long enough ", count: 10)

/// The bytes that malloc can give at most where so many are asked for.
private func isBlock(_ found: Int, of bytes: Int) -> Bool { (bytes...bytes + 24).contains(found) }

private func usable(_ address: UInt) -> Int { block(at: address).bytes }

@Suite struct SizesOfValues {
  @Test func valuesWithoutBlocksTakeTheirOwnBytes() {
    #expect(shallowSize(1) == 8)
    #expect(shallowSize(true) == 1)
    #expect(shallowSize(()) == 0)
    #expect(shallowSize("short") == 16)
    #expect(shallowSize("a literal that is longer than fifteen bytes") == 16)
    #expect(shallowSize([Int]()) == 8)
    #expect(shallowSize([Int: Int]()) == 8)
    #expect(shallowSize(Set<String>()) == 8)
    #expect(shallowSize(String?.none) == MemoryLayout<String?>.size)
    #expect(shallowSize(Any?.none) == 32)
    #expect(shallowSize(Plain.self) == 0 || shallowSize(Plain.self) == 8)
    #expect(shallowSize(UnsafeRawPointer(bitPattern: 4096)) == 8)
  }

  @Test func anArrayOwnsItsStorage() {
    let array = kept(Array(repeating: 7, count: 1000))
    #expect(isBlock(shallowSize(array) - 8, of: 32 + 8 * 1000))
    #expect(shallowSize(array) - 8 == 32 + 8 * array.capacity)
    #expect(shallowSize(array[10...]) == MemoryLayout<ArraySlice<Int>>.size + shallowSize(array) - 8)
    #expect(shallowSize(ContiguousArray(array)) >= 8 + 32 + 8 * 1000)
    let pages = kept([Page(title: longText)])
    #expect(shallowSize(pages) == 8 + 32 + pages.capacity * MemoryLayout<Page>.stride)
  }

  @Test func theElementsStorageIsNotTheArrays() {
    let arrays = kept([[1], [2, 3]])
    #expect(shallowSize(arrays) == 8 + 32 + 8 * arrays.capacity)
  }

  @Test func dictionariesAndSetsOwnTheirTables() {
    let dictionary = kept(Dictionary(uniqueKeysWithValues: (0..<100).map { ($0, $0) }))
    let set = kept(Set((0..<100).map { Int8($0) }))
    #expect(isBlock(usable(reference(in: dictionary)), of: shallowSize(dictionary) - 8))
    #expect(isBlock(usable(reference(in: set)), of: shallowSize(set) - 8))
  }

  @Test func textOwnsItsStorageWhenThereIsOne() {
    let text = kept(longText + "!")
    #expect(
      shallowSize(text) == 16
        + usable(withUnsafeBytes(of: text) { $0.load(fromByteOffset: 8, as: UInt.self) & 0x7fff_ffff_fff8 }))
    #expect(shallowSize(text) >= 16 + 32 + 121)
    #expect(shallowSize(text.dropFirst()) == MemoryLayout<Substring>.size + shallowSize(text) - 16)
  }

  @Test func aStructureOwnsWhatItsPropertiesDo() {
    let page = kept(Page(title: longText, lines: [longText]))
    #expect(shallowSize(page) == MemoryLayout<Page>.size + shallowSize(page.title) - 16 + shallowSize(page.lines) - 8)
    #expect(shallowSize((page, 1)) == MemoryLayout<(Page, Int)>.size + shallowSize(page) - MemoryLayout<Page>.size)
    #expect(shallowSize(Optional(page)) == MemoryLayout<Page?>.size + shallowSize(page) - MemoryLayout<Page>.size)
    #expect(shallowSize(Result<Page, any Error>.success(page)) >= shallowSize(page))
  }

  @Test func existentialsOwnTheirBoxes() {
    let page = kept(Page(title: longText))
    #expect(shallowSize(1 as Any) == 32)
    #expect(shallowSize(longText as Any) == 32 + shallowSize(longText) - 16)
    let held: Any = page
    #expect(shallowSize(held as Any) == 32 + 16 + shallowSize(page))
    let named: any Named = kept(Big(plain: Plain()))
    #expect(shallowSize(named as any Named) == MemoryLayout<any Named>.size + 16 + MemoryLayout<Big>.size)
  }

  @Test func errorsOwnTheirBoxes() {
    struct Trouble: Error { var text = longText }
    let error: any Error = Trouble()
    #expect(shallowSize(error as any Error) == 8 + 32 + 16 + shallowSize(longText) - 16)
    #expect(
      shallowSize(Result<Int, any Error>.failure(error)) == MemoryLayout<Result<Int, any Error>>.size + 48
        + shallowSize(longText)
        - 16)
  }

  @Test func anIndirectCaseOwnsItsBoxAndNotTheNext() {
    let one = kept(Chain.next(Plain(), .end))
    let two = kept(Chain.next(Plain(), one))
    #expect(shallowSize(two) == 8 + usable(reference(in: two)))
    #expect(shallowSize(Chain.end) == 8)
  }

  @Test func aClosureOwnsItsContext() {
    let (text, number) = (kept(longText), Int.random(in: 0...9))
    let closure = { _ = (text, number) }
    #expect(shallowSize(closure) == 16 + usable(context(of: closure)))
    let without: () -> Void = {}
    #expect(shallowSize(without) <= 16 + 48)
    withExtendedLifetime((closure, without)) {}
  }

  @Test func dataOwnsItsBytes() {
    #expect(shallowSize(Data(count: 100_000)) >= 100_000)
    // Its capacity is a quarter more.
    #expect(shallowSize(Data(count: 100_000)) < 130_000)
    #expect(shallowSize(Data()) == MemoryLayout<Data>.size)
  }
}

@Suite struct SizesOfObjects {
  @Test func anObjectIsItsBlockAndTheStorageOfItsProperties() {
    #expect(shallowSize(Plain()) == 24)
    let shelf = Shelf()
    shelf.pages = kept([Page(title: longText)])
    shelf.owner = kept(Plain())
    #expect(shallowSize(shelf) == instanceBytes(shelf) + shallowSize(shelf.pages) - 8 + shallowSize(shelf.name) - 16)
    let cupboard = Cupboard()
    cupboard.numbers = kept([1: 1])
    #expect(
      shallowSize(cupboard) == instanceBytes(cupboard) + shallowSize(cupboard.numbers) - 8 + shallowSize(cupboard.name)
        - 16)
  }

  @Test func anObjectIsTheSameHoweverItsTypeIsWritten() {
    let plain = kept(Plain())
    #expect(shallowSize(plain as any Held) == 24)
    #expect(shallowSize(plain as AnyObject) == 24)
    #expect(shallowSize(plain as Any) == 24)
    #expect(shallowSize(Optional(plain)) == 24)
    #expect(shallowSize(Plain?.none) == 8)
  }

  @Test func objectsInAValueAreReferences() {
    #expect(shallowSize((Plain(), 1)) == 16)
    #expect(shallowSize(Cache(storage: Plain())) == 16)
    #expect(shallowSize(Unmanaged.passUnretained(kept(Plain()))) == 8)
  }

  @Test func blocksHaveTheSizeThatIsKnown() {
    let array = kept([1, 2, 3])
    let address = reference(in: array)
    #expect(shallowSize(array) { $0 == address ? 1000 : nil } == 1008)
    #expect(shallowSize(kept(Plain())) { _ in 100 } == 100)
  }

  @Test func manyKindsOfValuesAreSurvived() {
    let values: [Any] = [
      URL(string: "https://example.org") as Any, Date(), Locale.current, Calendar.current, UUID(), Data(count: 3),
      IndexSet(0...3), JSONEncoder(), \String.count as AnyKeyPath, AnyHashable("a"), AnyHashable(longText),
      DispatchQueue.main,
      Task { 1 }, { (x: Int) in x }, (1...3).lazy.map { $0 + 1 }, Mirror(reflecting: 1), zip([1], ["a"]),
      "é" as Character,
      NSMutableArray(array: [1]), Int.self, Unmanaged.passUnretained(Plain.self as AnyObject), CancellationError(),
      AsyncStream<Int> { $0.finish() }, Decimal(1), Notification.Name("a"), try! Regex("a+"),
    ]
    for value in values { #expect(shallowSize(value as Any) > 0, "\(type(of: value))") }
    #expect(values.map { opened($0) }.allSatisfy { $0 >= 0 })
  }

  private func opened(_ value: Any) -> Int {
    func size<Value>(_ value: Value) -> Int { shallowSize(value) }
    return _openExistential(value, do: size)
  }
}

private func instanceBytes(_ object: AnyObject) -> Int {
  Int(word(at: metadata(of: type(of: object)), 24) & 0xffff_ffff)
}
#endif
