// Sorting by passes over bits gives what comparing gives.
import Testing

@testable import Symbolication

@Suite struct AddressSortTests {
  /// Few and many, close together and too far apart for passes.
  @Test(arguments: [0, 1, 63, 64, 5000], [1 as UInt64, 2000, 1 << 30, .max])
  func addressesAscendAndEqualOnesKeepTheirOrder(count: Int, span: UInt64) {
    var generator = SplitMix64(state: span)
    let values = (0..<count).map { (address: UInt64.random(in: 0..<span, using: &generator), value: $0) }
    let expected = values.sorted { ($0.address, $0.value) < ($1.address, $1.value) }
    var sorted = values
    sortByAddress(&sorted)
    #expect(sorted.map(\.address) == expected.map(\.address))
    #expect(sorted.map(\.value) == expected.map(\.value))
  }

  @Test func addressesNearTheTopAscend() {
    var values = (0..<100).map { (address: UInt64.max - UInt64($0 * 37 % 100), value: $0) }
    sortByAddress(&values)
    #expect(values.map(\.address) == Array(UInt64.max - 99 ... .max))
  }
}
