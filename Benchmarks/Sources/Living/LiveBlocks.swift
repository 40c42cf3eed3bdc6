/// An object like many: a header and two words.
private final class Item {
  let number: Int
  let parent: Item?

  init(number: Int, parent: Item?) {
    self.number = number
    self.parent = parent
  }
}

/// Blocks that stay: in turn objects, arrays and strings, from 256 call paths each.
public final class LiveBlocks {
  private var items: [Item] = []
  private var arrays: [[Int]] = []
  private var strings: [String] = []
  private static let pathBits = 8

  public init(count: Int) {
    items.reserveCapacity(count / 3 + 1)
    arrays.reserveCapacity(count / 3 + 1)
    strings.reserveCapacity(count / 3 + 1)
    for number in 0..<count { _ = left(number, path: number >> 2, bits: Self.pathBits) }
  }

  public var count: Int { items.count + arrays.count + strings.count }

  private func make(_ number: Int) {
    switch number % 3 {
    case 0: items.append(Item(number: number, parent: items.last))
    case 1: arrays.append([number, number, number, number])
    default: strings.append(String(repeating: "s", count: 24 + number & 7))
    }
  }

  // The path's bits choose between two functions at each step. What each does with the result keeps the call from
  // becoming a jump, and the two from becoming one.

  @inline(never)
  private func left(_ number: Int, path: Int, bits: Int) -> Int {
    step(number, path: path, bits: bits) &* 3 ^ number
  }

  @inline(never)
  private func right(_ number: Int, path: Int, bits: Int) -> Int {
    step(number, path: path, bits: bits) &* 5 ^ number
  }

  @inline(__always)
  private func step(_ number: Int, path: Int, bits: Int) -> Int {
    if bits == 0 { make(number) }
    if bits == 0 { return number }
    return path & 1 == 0
      ? left(number, path: path >> 1, bits: bits - 1) : right(number, path: path >> 1, bits: bits - 1)
  }
}
