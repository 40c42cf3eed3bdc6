/// The binary form of a snapshot.
///
///     file     = magic(8 bytes) version(4) length(8) section* checksum(8)
///     section  = kind(1) length(8) payload           lengths in bytes; numbers of fixed width are little-endian
///     payload  = the sequences below; their numbers are ULEB128 varints, a negative one as its two's complement
///
///     process  = live total peakBytes droppedBlocks droppedTracebacks ownBytes maximumFrames seconds attoseconds
///     types    = count text*                         text = count, UTF-8
///     images   = count (path buildID loadBias count (start − loadBias, length)*)*
///     frames   = count delta* count delta*           return addresses, then program counters, both ascending: frame 0, 1, …
///     tree     = count (up frame)*                   node 0 is the root; node n hangs below node n − 1 − up
///     sites    = count (node·2+truncated live total peak temporary count (type total)*)*
///     blocks   = count (delta bytes site type+1)*    ascending by address, type+1 = 0 where it is not known
///     total    = blocks bytes
///
/// `length` is that of the whole file. The checksum is FNV-1a of all bytes before it. The header and the checksum are what they
/// are in every version, so that a damaged file is not taken for a newer one. Deltas of blocks are rotated right by four
/// bits, because blocks mostly begin at multiples of 16.
///
/// Versions: every released version stays readable. Sections of a kind that is not known are skipped, so what a reader may
/// ignore is added as a section; whatever it may not ignore makes a new version.
enum SnapshotFormat {
  /// `MPSNAP` between a byte that no text begins with and a line feed, which a transfer as text would change.
  static let magic: [UInt8] = [0x8d, 0x4d, 0x50, 0x53, 0x4e, 0x41, 0x50, 0x0a]
  static let version: UInt32 = 1
  static let headerBytes = 20
  static let checksumBytes = 8
  static let leastBytes = headerBytes + checksumBytes

  /// No sum of counts in a file is larger, so that adding up and comparing cannot overflow. An exbibyte.
  static let largestSum = 1 << 60
  /// Sites may share callers in the file but not in memory. A site takes 9 bytes or more and the recorder keeps at most 2048
  /// frames, so that its snapshots stay below 228.
  static let mostFramesPerByte = 256

  enum Section: UInt8, CaseIterable {
    case process = 1
    case types, images, frames, tree, sites, blocks
  }
}

/// FNV-1a of 64 bits (Fowler, Noll and Vo; draft-eastlake-fnv): notices every change of a single byte.
func fnv1a(_ bytes: ArraySlice<UInt8>) -> UInt64 {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
  return hash
}
