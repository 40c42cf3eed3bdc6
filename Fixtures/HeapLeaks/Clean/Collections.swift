// Collections: grown to capacity, sliced, captured while they grow, with storage of their own.

private struct Pair {
  var leaf: Leaf
  var flag: Bool
}

private final class Ring: ManagedBuffer<Int, Leaf> {
  static func make(_ count: Int) -> Ring {
    let ring = unsafeDowncast(create(minimumCapacity: count) { _ in count }, to: Ring.self)
    ring.withUnsafeMutablePointerToElements { elements in
      for index in 0..<count { (elements + index).initialize(to: Leaf(index)) }
    }
    return ring
  }
  deinit { _ = withUnsafeMutablePointers { $1.deinitialize(count: $0.pointee) } }
}

private nonisolated(unsafe) var globalLeaves: [Leaf] = []
private nonisolated(unsafe) var globalSlice: ArraySlice<Leaf> = []

//! collections: in use: no leaks
//! collections: growing: no leaks
//! collections: in use: no leaks
//! collections: afterwards: no leaks
func collections() throws {
  try useArrays()
  try useHashing()
  globalLeaves = []
  globalSlice = []
  try check("afterwards")
}

private func useArrays() throws {
  var full: [Leaf] = []
  full.reserveCapacity(100)
  // Up to what malloc really gave, behind the bytes that were asked for.
  while full.count < full.capacity { full.append(Leaf(full.count)) }
  var bytePairs = [Pair]()
  while bytePairs.count < 33 { bytePairs.append(Pair(leaf: Leaf(), flag: true)) }
  for number in 0..<1000 { globalLeaves.append(Leaf(number)) }
  globalSlice = globalLeaves[500..<600]
  let slices = [full[10..<20], full[90...]]
  let contiguous = ContiguousArray(full.map { ($0, $0.number) })
  let nested = (0..<10).map { outer in (0..<outer).map { [Leaf($0)] } }
  let unmanaged = (0..<10).map { Unmanaged.passRetained(Leaf($0)) }
  let addresses = (0..<10).map { UInt(bitPattern: Unmanaged.passRetained(Leaf($0)).toOpaque()) }
  let ring = Ring.make(17)
  let lazily = full.lazy.filter { $0.number > 5 }.map { [$0] }
  let iterators = (full.makeIterator(), Set([1, 2]).makeIterator(), "text".makeIterator())
  full = []
  try withExtendedLifetime((slices, contiguous, nested, unmanaged, addresses, ring, bytePairs)) {
    try withExtendedLifetime((lazily, iterators)) { try check("in use") }
  }
  for one in unmanaged { one.release() }
  for address in addresses { Unmanaged<Leaf>.fromOpaque(UnsafeRawPointer(bitPattern: address)!).release() }
}

private func useHashing() throws {
  var byName: [String: [Leaf]] = [:]
  var all: Set<Int> = []
  var byNumber: [Int: Leaf] = [:]
  var words: Set<String> = []
  for number in 0..<2000 {
    byName["a name of more than fifteen bytes \(number % 100)", default: []].append(Leaf(number))
    byNumber[number] = Leaf(number)
    all.insert(number)
    words.insert("a word of more than fifteen bytes \(number)")
    if number == 767 {
      try withExtendedLifetime((byName, all, byNumber, words)) { try check("growing") }
    }
  }
  for number in 0..<1500 { byNumber[number] = nil }
  let grouped = Dictionary(grouping: byNumber.values) { $0.number % 10 }
  try withExtendedLifetime((byName, all, byNumber, words, grouped, byName.keys, byNumber.values)) {
    try check("in use")
  }
}
