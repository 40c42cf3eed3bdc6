/// Ascending addresses that are searched in about constant time: a table says where each equally wide piece of the
/// address space begins, and there are about as many addresses as in a line of a cache in each piece.
struct AddressIndex {
  private let addresses: [UInt64]
  /// `firsts[i]` is the number of addresses below piece i; one more than there are pieces.
  private let firsts: [UInt32]
  /// A piece is `1 << shift` bytes wide.
  private let shift: UInt64

  init(ascending addresses: [UInt64]) {
    self.addresses = addresses
    let first = addresses.first ?? 0
    let span = (addresses.last ?? 0) - first
    var shift: UInt64 = 0
    while span >> shift > addresses.count / 8 { shift += 1 }
    self.shift = shift
    firsts = Self.firsts(of: addresses, pieces: Int(span >> shift) + 1) { Int(($0 - first) >> shift) }
  }

  private static func firsts(of addresses: [UInt64], pieces: Int, piece: (UInt64) -> Int) -> [UInt32] {
    var firsts: [UInt32] = []
    firsts.reserveCapacity(pieces + 1)
    for (index, address) in addresses.enumerated() {
      while firsts.count <= piece(address) { firsts.append(UInt32(index)) }
    }
    while firsts.count <= pieces { firsts.append(UInt32(addresses.count)) }
    return firsts
  }

  var count: Int { addresses.count }
  subscript(index: Int) -> UInt64 { addresses[index] }

  /// The number of addresses up to and including `address`.
  func count(upTo address: UInt64) -> Int {
    guard let first = addresses.first, address >= first else { return 0 }
    let piece = (address - first) >> shift
    guard piece < firsts.count - 1 else { return addresses.count }
    var low = Int(firsts[Int(piece)])
    var high = Int(firsts[Int(piece) + 1])
    while low < high {
      let middle = (low + high) / 2
      if addresses[middle] > address { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
