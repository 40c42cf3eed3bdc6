import Snapshots
import Testing

@testable import MemoryProfiler

private let text = """
  55d0c0000000-55d0c0004000 r-xp 00002000 fe:00 253911                     /opt/my app/server (deleted)
  Size:                 16 kB
  Rss:                  12 kB
  Pss:                   5 kB
  VmFlags: rd ex mr mw me
  55d0c1000000-55d0c1021000 rw-p 00000000 00:00 0                          [heap]
  Rss:                 100 kB
  not a map at all
  Rss:                 999 kB
  7f5910451000-7f59104fd000 rw-p 00000000 00:00 0 
  Rss:                   8 kB
  7ffcf4563000-7ffcf4584000 rw-p 00000000 00:00 0                          [stack]
  Rss:                  16 kB

  """

private func parsed(_ text: String, piece: Int) -> [MemoryMap] {
  var parser = SmapsParser()
  let bytes = Array(text.utf8)
  for start in stride(from: 0, to: bytes.count, by: piece) {
    parser.add(bytes[start..<min(start + piece, bytes.count)])
  }
  return parser.maps
}

@Test func mapsAreReadWithTheirNamesAndResidentBytes() {
  #expect(
    parsed(text, piece: .max / 2) == [
      MemoryMap(
        range: 0x55d0_c000_0000..<0x55d0_c000_4000, permissions: "r-xp", inode: 253911,
        name: "/opt/my app/server (deleted)", resident: 12 << 10),
      MemoryMap(
        range: 0x55d0_c100_0000..<0x55d0_c102_1000, permissions: "rw-p", inode: 0, name: "[heap]",
        resident: 100 << 10),
      MemoryMap(
        range: 0x7f59_1045_1000..<0x7f59_104f_d000, permissions: "rw-p", inode: 0, name: "", resident: 8 << 10),
      MemoryMap(
        range: 0x7ffc_f456_3000..<0x7ffc_f458_4000, permissions: "rw-p", inode: 0, name: "[stack]",
        resident: 16 << 10),
    ])
}

@Test(arguments: [1, 7, 64, 100]) func whereThePiecesAreCutDoesNotMatter(_ piece: Int) {
  #expect(parsed(text, piece: piece) == parsed(text, piece: 1 << 20))
}

@Test func kindsFollowNamesAndInodes() {
  func kind(_ name: String, inode: UInt = 0) -> MemoryMap.Kind {
    MemoryMap(range: 0..<1, permissions: "rw-p", inode: inode, name: name).kind
  }
  #expect(kind("[heap]") == .heap)
  #expect(kind("[stack]") == .mainStack)
  #expect(kind("/memfd:pool (deleted)", inode: 5) == .file)
  #expect(kind("[vdso]") == .file)
  #expect(kind("/dev/zero (deleted)", inode: 9) == .anonymous)
  #expect(kind("[anon: glibc: malloc arena]") == .anonymous)
  #expect(kind("") == .anonymous)
}
