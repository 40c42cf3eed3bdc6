// The same in XCTest.
import MemoryProfilerTesting
import XCTest

final class BrokenLimitsXCTests: XCTestCase {
  func testPeak() { XCTAssertMemory(peak: .kibibytes(2)) { escape(bytes(2048)) } }

  func testLeaks() { XCTAssertNoLeaks { for _ in 0..<20 { makeFamily() } } }

  func testGrowth() {
    XCTAssertMemoryGrowth(lessThan: .kibibytes(1)) {
      escape(UnsafeMutableRawPointer.allocate(byteCount: 1000, alignment: 16))
    }
  }

  func testBaseline() { XCTAssertNoMoreThan(baseline: "nobody's") { escape(bytes(1000)) } }
}
