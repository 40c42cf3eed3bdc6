// The sums are right: against a model, against Valgrind's DHAT, and after seconds of eight threads.
import Foundation
import Testing

@Suite struct ExactnessTests {
  @Test func randomEventsEndAsInTheModel() {
    #expect(Facts("random", "40")["sequences"] == "as the model")
  }

  @Test func eightThreadsHandingBlocksOverForTenSecondsEndAtZero() {
    let facts = Facts("handOver", "10")
    #expect(facts["live"] == "true")
    #expect(facts["difference"] == "BlockTotal(blocks: 0, bytes: 0)")
    #expect(facts["of traced memory"] == "0")
    #expect(facts["many blocks"] == "true")
    #expect(facts["dropped"] == "0")
  }

  @Test func theTracerStopsAndStartsWhileEightThreadsAllocate() {
    #expect(Facts("stopping")["failures"] == "[]")
  }

  /// Total blocks and bytes, and those of all tracebacks at the peak. (At the end DHAT has what the snapshot itself made the Swift
  /// runtime free.)
  @Test func blocksAndBytesAreThoseOfValgrindsDHAT() throws {
    let copy = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: copy) }
    // This Valgrind gives up on the toolchain's debug information.
    let stripped = Programs.shell(
      "'\(Programs.tools)/llvm-objcopy' --strip-debug '\(Programs.path("Exactness"))' '\(copy)'")
    #expect(stripped.status == 0, "\(stripped.standardError)")
    let ours = Programs.shell("SWIFT_DETERMINISTIC_HASHING=1 MPROF_FRAMES=256 '\(copy)'")
    let theirs = Programs.shell(
      "SWIFT_DETERMINISTIC_HASHING=1 valgrind --tool=dhat --soname-synonyms=somalloc=NONE --dhat-out-file=/dev/null '\(copy)'"
    )
    // Valgrind's malloc stands before ours, which asks it for one byte to find that out, and gives that back.
    let total = try #require(numbers("Total:", in: ours.standardOutput))
    #expect(numbers("Total:", in: theirs.standardError) == [total[0] + 1, total[1] + 1])
    let peak = try #require(numbers("At t-gmax:", in: ours.standardOutput))
    #expect(numbers("At t-gmax:", in: theirs.standardError) == peak)
  }

  /// Bytes and blocks: "Total: 1 bytes in 2 blocks", from a line that may begin with Valgrind's prefix and have commas in its
  /// numbers.
  private func numbers(_ name: String, in text: String) -> [Int]? {
    text.split(separator: "\n").lazy.compactMap { line in
      line.range(of: name).map { range in
        line[range.upperBound...].filter { $0 != "," }.split(separator: " ").compactMap { Int($0) }
      }
    }.first
  }
}
