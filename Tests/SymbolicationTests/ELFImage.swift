// What the loader would say of a file on disk, read without the code under test.
import Foundation
import Snapshots

/// A 64-bit little-endian ELF file, as bytes that a test may damage.
struct ELFImage {
  var bytes: [UInt8]

  init(path: String) throws { bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

  /// Loaded at its own addresses.
  func loadedImage(path: String, checkingBuildID: Bool = true) -> LoadedImage {
    LoadedImage(path: path, buildID: checkingBuildID ? buildID : [], loadBias: 0, segments: segments)
  }

  private var segments: [Range<UInt64>] {
    let table = Int(word(32, 8))
    return (0..<Int(word(56, 2))).map { table + $0 * 56 }.filter { word($0, 4) == 1 }.map {
      word($0 + 16, 8)..<word($0 + 16, 8) + word($0 + 40, 8)
    }
  }

  private var buildID: [UInt8] {
    guard let note = section(".note.gnu.build-id") else { return [] }
    return Array(bytes[note.file].dropFirst(16))
  }

  func section(_ name: String) -> (addresses: Range<UInt64>, file: Range<Int>)? {
    let table = Int(word(40, 8))
    func header(_ index: Int) -> Int { table + index * 64 }
    let names = Int(word(header(Int(word(62, 2))) + 24, 8))
    for index in 0..<Int(word(60, 2)) {
      let start = names + Int(word(header(index), 4))
      guard bytes[start...].prefix(while: { $0 != 0 }).elementsEqual(name.utf8) else { continue }
      let address = word(header(index) + 16, 8)
      let size = word(header(index) + 32, 8)
      let offset = Int(word(header(index) + 24, 8))
      return (address..<address + size, offset..<offset + Int(size))
    }
    return nil
  }

  private func word(_ offset: Int, _ size: Int) -> UInt64 {
    (0..<size).reduce(0) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) }
  }

  /// Distinct addresses of `.text`, in the order of a seeded generator.
  func codeAddresses(_ count: Int, seed: UInt64) -> [UInt64] {
    var generator = SplitMix64(state: seed)
    let text = section(".text")?.addresses ?? 0..<1
    var seen: Set<UInt64> = []
    while seen.count < min(count, text.count) { seen.insert(.random(in: text, using: &generator)) }
    return seen.sorted().shuffled(using: &generator)
  }
}

/// The same numbers in every run.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
