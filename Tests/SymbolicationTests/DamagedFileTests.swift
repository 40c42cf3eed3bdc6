// A file that contradicts itself costs lines, never the process.
import Foundation
import Snapshots
import Symbolication
import Testing

@Suite struct DamagedFileTests {
  private let binary: Binary
  private let intact: ELFImage
  private let addresses: [UInt64]

  init() throws {
    binary = try Binary.optimizedC.get()
    intact = try ELFImage(path: binary.path)
    addresses = intact.codeAddresses(200, seed: 5)
  }

  /// DWARF 5 keeps ranges in `.debug_rnglists`; the Swift binary below has version 4's `.debug_ranges`.
  @Test(arguments: [
    ".debug_info", ".debug_abbrev", ".debug_line", ".debug_rnglists", ".debug_str_offsets", ".debug_addr",
    ".debug_line_str", ".debug_str",
  ])
  func damagedDebugInformationOfCNeverCrashes(section: String) throws {
    try damage(section, of: intact, addresses: addresses, times: 120)
  }

  @Test(arguments: [".debug_info", ".debug_abbrev", ".debug_line", ".debug_ranges", ".debug_str"])
  func damagedDebugInformationOfSwiftNeverCrashes(section: String) throws {
    let image = try ELFImage(path: try Binary.release.get().path)
    try damage(section, of: image, addresses: image.codeAddresses(50, seed: 6), times: 30)
  }

  @Test(arguments: [".symtab", ".strtab", ".shstrtab", ".dynsym", ".note.gnu.build-id"])
  func damagedSymbolsNeverCrash(section: String) throws {
    try damage(section, of: intact, addresses: addresses, times: 60)
  }

  @Test func aDamagedHeaderNeverCrashes() throws {
    var generator = SplitMix64(state: 7)
    let sectionHeaders = intact.bytes.count - 64 * 20..<intact.bytes.count
    for round in 0..<200 {
      var image = intact
      // In turns the file and program headers, and the section headers at the end of the file.
      let part = round % 2 == 0 ? 0..<600 : sectionHeaders
      for _ in 0..<4 { image.bytes[Int.random(in: part, using: &generator)] = .random(in: 0...255, using: &generator) }
      try symbolizeAll(image.bytes, like: intact, addresses)
    }
  }

  @Test func aTruncatedFileNeverCrashes() throws {
    for part in stride(from: 0, to: 100, by: 2) {
      try symbolizeAll(Array(intact.bytes.prefix(intact.bytes.count * part / 100)), like: intact, addresses)
    }
  }

  @Test func aTruncatedFileHasAReason() throws {
    let path = binary.directory.path("half.so")
    try Data(intact.bytes.prefix(intact.bytes.count / 2)).write(to: URL(fileURLWithPath: path))
    let symbolizer = Symbolizer(images: [intact.loadedImage(path: path)])
    let answer = symbolizer.symbolize(ProgramCounter(addresses[0]))
    #expect(answer.userLocation == nil)
    #expect(answer.reason != nil)
  }

  private func damage(_ section: String, of image: ELFImage, addresses: [UInt64], times: Int) throws {
    let bytes = try #require(image.section(section)?.file)
    var generator = SplitMix64(state: UInt64(bytes.count))
    for round in 0..<times {
      var damaged = image
      // A single bit, some bytes, or many: each finds other mistakes.
      for _ in 0..<[1, 8, bytes.count / 20 + 1][round % 3] {
        let at = Int.random(in: bytes, using: &generator)
        let flipped = damaged.bytes[at] ^ (1 << UInt8.random(in: 0..<8, using: &generator))
        damaged.bytes[at] = round % 3 == 0 ? flipped : .random(in: 0...255, using: &generator)
      }
      try symbolizeAll(damaged.bytes, like: image, addresses)
    }
  }

  /// Every answer is a line or a reason, and each can be printed.
  private func symbolizeAll(_ bytes: [UInt8], like image: ELFImage, _ addresses: [UInt64]) throws {
    let path = binary.directory.path("damaged-\(UUID()).so")
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let symbolizer = Symbolizer(images: [image.loadedImage(path: path)])
    let wrong = addresses.filter { address in
      let answer = symbolizer.symbolize(ProgramCounter(address))
      return (answer.userLocation == nil) != (answer.reason != nil) || answer.frames.contains { $0.function.isEmpty }
    }
    #expect(wrong == [])
  }
}
