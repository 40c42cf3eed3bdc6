// Files of snapshots made and changed byte by byte, without the writer under test.

@testable import Snapshots

private func littleEndian(_ value: UInt64, _ size: Int) -> [UInt8] {
  (0..<size).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
}

private func number(_ bytes: ArraySlice<UInt8>) -> Int {
  bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
}

/// A file with a right length and checksum.
func file(version: UInt64 = 1, sections: [(kind: UInt8, payload: [UInt8])]) -> [UInt8] {
  let payloads = sections.flatMap { [$0.kind] + littleEndian(UInt64($0.payload.count), 8) + $0.payload }
  let magic: [UInt8] = [0x8d] + Array("MPSNAP\n".utf8)
  let bytes = magic + littleEndian(version, 4) + littleEndian(UInt64(payloads.count + 28), 8) + payloads
  return withChecksum(bytes + littleEndian(0, 8))
}

func sections(of file: [UInt8]) -> [(kind: UInt8, payload: [UInt8])] {
  var sections: [(kind: UInt8, payload: [UInt8])] = []
  var rest = file[20..<file.count - 8]
  while let kind = rest.first {
    let length = number(rest.dropFirst().prefix(8))
    sections.append((kind, Array(rest.dropFirst(9).prefix(length))))
    rest = rest.dropFirst(9 + length)
  }
  return sections
}

/// The file with another payload of a section.
func replacing(_ section: SnapshotFormat.Section, _ payload: [UInt8], in bytes: [UInt8]) -> [UInt8] {
  file(sections: sections(of: bytes).map { $0.kind == section.rawValue ? ($0.kind, payload) : $0 })
}

/// The same with the checksum that belongs to it, so that what is behind the check is reached.
func withChecksum(_ bytes: [UInt8]) -> [UInt8] {
  let body = bytes.dropLast(8)
  return body + littleEndian(fnv1a(body), 8)
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
