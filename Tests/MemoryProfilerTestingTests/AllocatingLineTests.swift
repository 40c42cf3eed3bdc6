// The lines that a failure shows.
import Foundation
import Snapshots
import Testing

@testable import MemoryProfilerTesting

@Suite struct AllocatingLineTests {
  private let part = LimitedPart(noun: "test", name: "test()", module: "AppTests", file: "/app/Tests/A.swift") { _ in }

  /// Sites with blocks of these sizes, whose frames are lines of files, innermost first.
  private func snapshot(_ sites: [(frames: [(String, Int)], blocks: Int, bytes: Int)]) -> SymbolizedSnapshot {
    var names: [CodeAddress: AddressFrames] = [:]
    var found: [AllocationSite] = []
    for (number, site) in sites.enumerated() {
      let addresses = site.frames.indices.map {
        CodeAddress.programCounter(ProgramCounter(UInt64(number * 100 + $0 + 1)))
      }
      for (address, frame) in zip(addresses, site.frames) {
        names[address] = AddressFrames(frames: [SourceFrame(function: "f()", file: frame.0, line: frame.1)])
      }
      let total = BlockTotal(blocks: site.blocks, bytes: site.bytes)
      found.append(
        AllocationSite(
          traceback: Traceback(frames: addresses, isTruncated: false), live: total, total: total, peak: total))
    }
    return Snapshot(sites: found, maximumFrames: 10, creationTime: .zero).symbolized(names: names)
  }

  @Test func theMostBytesComeFirstAndFiveAreShown() {
    let sites = (1...7).map { (frames: [("/app/Tests/A.swift", $0)], blocks: 1, bytes: $0 * 100) }
    #expect(
      AllocatingLines(snapshot(sites), \.peak, of: part).text("Held:") == """

        Held:
          700 B  1 block   /app/Tests/A.swift:7
          600 B  1 block   /app/Tests/A.swift:6
          500 B  1 block   /app/Tests/A.swift:5
          400 B  1 block   /app/Tests/A.swift:4
          300 B  1 block   /app/Tests/A.swift:3
          and 300 B in 2 blocks of 2 other lines
        """)
  }

  @Test func whereBlocksCountTheMostBlocksComeFirst() {
    let lines = snapshot([
      (frames: [("/app/Tests/A.swift", 1)], blocks: 1, bytes: 1000),
      (frames: [("/app/Tests/A.swift", 2)], blocks: 9, bytes: 9),
    ])
    #expect(
      AllocatingLines(lines, \.total, of: part, byBlocks: true).text("Most:")
        == """

        Most:
               9 B  9 blocks  /app/Tests/A.swift:2
          0.98 KiB  1 block   /app/Tests/A.swift:1
        """)
  }

  @Test func aLineElsewhereNamesTheTestsOwnLine() {
    let lines = snapshot([
      (
        frames: [("/app/Sources/B.swift", 5), ("/app/Tests/A.swift", 9), ("/app/Tests/A.swift", 2)], blocks: 2,
        bytes: 20
      )
    ])
    #expect(
      AllocatingLines(lines, \.peak, of: part).text("Held:")
        == "\nHeld:\n  20 B  2 blocks  /app/Sources/B.swift:5 ← /app/Tests/A.swift:9")
  }

  @Test func whatRunsTheTestIsOfNobody() {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources/MemoryProfilerTesting").path
    let lines = AllocatingLines(
      snapshot([
        (frames: [(folder + "/MemoryTrait+Scope.swift", 5)], blocks: 2, bytes: 20),
        (frames: [("/app/Tests/A.swift", 1), (folder + "/ExpectMemory.swift", 5)], blocks: 1, bytes: 10),
      ]), \.peak, of: part)
    #expect(lines.ofNobody == BlockTotal(blocks: 2, bytes: 20))
    #expect(lines.text("Held:") == "\nHeld:\n  10 B  1 block   /app/Tests/A.swift:1")
  }

  @Test func whatWasThereBeforeDoesNotCount() {
    let before = snapshot([(frames: [("/app/Tests/A.swift", 1)], blocks: 2, bytes: 20)])
    let after = snapshot([
      (frames: [("/app/Tests/A.swift", 1)], blocks: 5, bytes: 50),
      (frames: [("/app/Tests/A.swift", 2)], blocks: 1, bytes: 10),
    ])
    #expect(
      AllocatingLines(after, \.live, since: before, of: part).text("Added:")
        == "\nAdded:\n  30 B  3 blocks  /app/Tests/A.swift:1\n  10 B  1 block   /app/Tests/A.swift:2")
    #expect(AllocatingLines(before, \.live, since: before, of: part).text("Added:") == "")
  }
}
