// How long a block is, by what stands in it.
#if os(Linux)
import Glibc

extension TypeLayouts {
  /// Of a live block; 0 when that is not known.
  mutating func blockBytes(_ address: UInt) -> Int {
    let words = ProcessMemory.words(at: address, count: 8)
    switch block(ofFirstWord: words[0]) {
    // The lowest bit of the capacity is a flag.
    case .arrayStorage(_, let first, let stride): return Self.sum(first, Int(words[3] >> 1 & 0xffff_ffff_ffff), stride)
    case .dictionaryStorage(_, let value): return tableBytes(address, words, last: words[7], value)
    case .setStorage(let member): return tableBytes(address, words, last: words[6], member)
    case .object: return Int(ProcessMemory.word(at: words[0] + 24) & 0xffff_ffff)
    case .box(let type, let offset): return ValueWitnesses(of: type).map { offset + $0.size } ?? 0
    case .text, .context, .task: return Self.usableBytes?(address) ?? 0
    case .unknown, .errorBox, .taskSlab: return 0
    }
  }

  /// The last array in the table ends it.
  private func tableBytes(_ address: UInt, _ words: [UInt], last: UInt, _ type: UInt) -> Int {
    let scale = words[4] & 0xff
    guard last > address, last - address < 1 << 48, scale < 48, let witnesses = ValueWitnesses(of: type) else {
      return 0
    }
    return Self.sum(Int(last - address), 1 << scale, witnesses.stride)
  }

  private static func sum(_ start: Int, _ count: Int, _ stride: Int) -> Int {
    let (product, overflow) = count.multipliedReportingOverflow(by: stride)
    return overflow || product > 1 << 48 ? 0 : start + product
  }

  /// Only for blocks that are certainly malloc's.
  private static let usableBytes = dlsym(nil, "malloc_usable_size").map {
    unsafeBitCast($0, to: (@convention(c) (UInt) -> Int).self)
  }
}
#endif
