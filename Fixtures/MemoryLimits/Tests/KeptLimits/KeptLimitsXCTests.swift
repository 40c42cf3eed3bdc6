import MemoryProfilerTesting
import XCTest

final class KeptLimitsXCTests: XCTestCase {
  func testMemory() {
    for _ in repetitions { XCTAssertMemory(peak: .bytes(1001), allocations: 2, leaks: .none) { escape(bytes(1000)) } }
  }

  func testMemoryOfTasks() async throws {
    let count = try await XCTAssertMemory(peak: .kibibytes(64)) {
      try await Task.sleep(for: .milliseconds(1))
      return bytes(1000).count
    }
    XCTAssertEqual(count, 968)
  }

  func testNoLeaks() { XCTAssertEqual(XCTAssertNoLeaks { bytes(1000).count }, 968) }

  func testGrowth() { XCTAssertMemoryGrowth(lessThan: .bytes(1)) { escape(bytes(1000)) } }

  func testBaseline() { XCTAssertNoMoreThan(baseline: "in XCTest") { escape(bytes(3000)) } }
}
