/// What libFuzzer calls, compiled into one module with `Sources/Snapshots`: decodes each input as a recording, as
/// a snapshot and as a timeline, and does with what comes out what every command does. `.ci/fuzz-readers` says what is held against it.
import Glibc

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = UnsafeRawBufferPointer(start: start, count: count)
  if let recording = try? Recording(decoding: bytes, path: "") {
    _ = recording.main
    _ = recording.processes.reduce(0) { $0 + $1.lostTables }
    for process in recording.processes { use(process.snapshot, process.sizes) }
    var live = LiveBytesReader()
    _ = live.read(bytes)
  }
  if let snapshot = try? Snapshot(decoding: Array(bytes), path: "") {
    use(snapshot, AllocationSizes())
    // Whatever can be read can be written and read again.
    precondition((try? Snapshot(decoding: snapshot.encoded(), path: "")) == snapshot)
  }
  _ = try? TimelineFile(decoding: bytes, path: "")
  return 0
}

private func use(_ snapshot: Snapshot, _ sizes: AllocationSizes) {
  for allocator in AllocationSizes.Allocator.allCases { _ = sizes.blocks(by: allocator) }
  let symbolized = snapshot.symbolized(names: [:])
  for count in [\AllocationSite.live, \.total, \.peak, \.temporary] {
    _ = symbolized.statistics(by: .file, cumulative: true, of: count)
  }
  _ = symbolized.statistics(by: .traceback).count
}

/// Few inputs pass a checksum by chance, and a byte in the middle of zeros says little: of three mutations one is libFuzzer's
/// own, one changes a number where numbers stand, and one makes two numbers agree. A snapshot is signed again.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(_ start: UnsafeMutablePointer<UInt8>, _ count: Int, _ most: Int, _ seed: UInt32) -> Int {
  var (mutation, count) = (Mutation(seed: seed), count)
  let bytes = UnsafeMutableRawBufferPointer(start: start, count: most)
  switch mutation.number(below: 3) {
  case 0: count = libFuzzerMutate(start, count, most)
  case 1: mutation.changeNumber(in: UnsafeMutableRawBufferPointer(rebasing: bytes[..<count]))
  default: mutation.copyNumber(in: UnsafeMutableRawBufferPointer(rebasing: bytes[..<count]))
  }
  sign(UnsafeMutableRawBufferPointer(rebasing: bytes[..<count]))
  return count
}

@_silgen_name("LLVMFuzzerMutate")
private func libFuzzerMutate(_ start: UnsafeMutablePointer<UInt8>, _ count: Int, _ most: Int) -> Int

private struct Mutation {
  private var state: UInt64
  private static let interesting: [UInt64] = [
    0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 255, 256, 1023, 1024, 1025, 2048, 4095, 4096, 65535, 65536,
    1 << 24, 1 << 31 - 1, 1 << 31, 1 << 32 - 1, 1 << 32, 1 << 56, 1 << 60, 1 << 63 - 1, 1 << 63, .max, .max - 1, .max - 63,
  ]

  init(seed: UInt32) { state = UInt64(seed) &* 2 &+ 1 }

  mutating func number(below limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }

  /// Half of the time among the header and the directory, where an offset or a count changes everything.
  private mutating func place(_ bytes: UnsafeMutableRawBufferPointer, size: Int) -> Int {
    let end = number(below: 2) == 0 ? min(bytes.count, 2048) : bytes.count
    return max(0, min(number(below: max(1, end)) / 4 * 4, bytes.count - size))
  }

  mutating func changeNumber(in bytes: UnsafeMutableRawBufferPointer) {
    let size = [1, 2, 4, 8][number(below: 4)]
    guard bytes.count >= size else { return }
    let at = place(bytes, size: size)
    let old = (0..<size).reduce(0 as UInt64) { $0 | UInt64(bytes[at + $1]) << UInt64(8 * $1) }
    let new =
      switch number(below: 4) {
      case 0: Self.interesting[number(below: Self.interesting.count)]
      case 1: old &+ UInt64(number(below: 65)) &- 32
      case 2: UInt64(number(below: bytes.count))
      default: old ^ 1 << UInt64(number(below: 8 * size))
      }
    for index in 0..<size { bytes[at + index] = UInt8(truncatingIfNeeded: new >> UInt64(8 * index)) }
  }

  /// An offset, a parent or a length to another place; a whole entry of the directory over another.
  mutating func copyNumber(in bytes: UnsafeMutableRawBufferPointer) {
    let size = [4, 8, 32][number(below: 3)]
    guard bytes.count >= size else { return }
    let (from, to) = (place(bytes, size: size), place(bytes, size: size))
    for index in 0..<size { bytes[to + index] = bytes[from + index] }
  }
}

private func sign(_ bytes: UnsafeMutableRawBufferPointer) {
  guard bytes.count >= SnapshotFormat.leastBytes, bytes.prefix(8).elementsEqual(SnapshotFormat.magic) else { return }
  let end = bytes.count - SnapshotFormat.checksumBytes
  // One in sixteen keeps what length it has, and its checksum.
  if bytes[end] % 16 == 0 { return }
  for index in 0..<8 { bytes[12 + index] = UInt8(truncatingIfNeeded: bytes.count >> (8 * index)) }
  let checksum = fnv1a(Array(bytes)[..<end])
  for index in 0..<8 { bytes[end + index] = UInt8(truncatingIfNeeded: checksum >> UInt64(8 * index)) }
}

/// With SEEDS=FOLDER in the environment: makes a snapshot of each recording there, with types and blocks, and ends.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>>>
) -> CInt {
  guard let folder = getenv("SEEDS").map({ String(cString: $0) }) else { return 0 }
  for number in 1...9 {
    guard let bytes = read("\(folder)/recording\(number)") else { continue }
    let recording = try! bytes.withUnsafeBytes { try Recording(decoding: $0, path: "") }
    var snapshot = recording.processes[0].snapshot
    snapshot.types = ["A", "Swift.Array<Swift.Int>"]
    for site in snapshot.sites.indices {
      snapshot.sites[site].liveByType = [.init(type: site % 2, total: snapshot.sites[site].live)]
      snapshot.blocks.append(LiveBlock(address: UInt64(site + 1) * 48, bytes: site, site: site, type: site % 3 == 0 ? nil : 1))
    }
    write(snapshot.encoded(), to: "\(folder)/snapshot\(number)")
  }
  exit(0)
}

private func read(_ path: String) -> [UInt8]? {
  guard let file = fopen(path, "r") else { return nil }
  defer { fclose(file) }
  return Array(unsafeUninitializedCapacity: 1 << 20) { $1 = fread($0.baseAddress, 1, 1 << 20, file) }
}

private func write(_ bytes: [UInt8], to path: String) {
  let file = fopen(path, "w")!
  fwrite(bytes, 1, bytes.count, file)
  fclose(file)
}
