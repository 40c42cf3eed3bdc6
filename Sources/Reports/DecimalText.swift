/// Numbers as text, exactly and without Foundation.

extension Int {
  /// `self / denominator` with `precision` digits after the point, rounded half to even: what C's and Python's
  /// `%.{precision}f` print for the exact quotient, `-0.0` included.
  /// - Parameter denominator: at most 2^59, so that ten times a remainder fits.
  func decimal(dividedBy denominator: UInt, precision: Int) -> String {
    var (whole, remainder) = magnitude.quotientAndRemainder(dividingBy: denominator)
    var digits: [UInt8] = []
    for _ in 0..<Swift.max(0, precision) {
      let (digit, rest) = (remainder * 10).quotientAndRemainder(dividingBy: denominator)
      digits.append(UInt8(digit))
      remainder = rest
    }
    let lastIsOdd = digits.last.map { $0 % 2 == 1 } ?? (whole % 2 == 1)
    if remainder * 2 > denominator || (remainder * 2 == denominator && lastIsOdd) {
      whole += digits.incrementDecimal() ? 1 : 0
    }
    let sign = self < 0 ? "-" : ""
    return sign + String(whole) + (digits.isEmpty ? "" : "." + digits.map { String($0) }.joined())
  }

  /// Digits in groups of three: `-1,048,576`.
  package var grouped: String {
    let digits = String(magnitude)
    var text = self < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text
  }
}

extension [UInt8] {
  /// Adds one unit in the last place. True when it carried out of the first digit, always so for no digits.
  fileprivate mutating func incrementDecimal() -> Bool {
    for index in indices.reversed() {
      if self[index] < 9 {
        self[index] += 1
        return false
      }
      self[index] = 0
    }
    return true
  }
}

extension String {
  /// Right-aligned in `width` characters; longer text stays whole, as with Python's `{:>width}`.
  func alignedRight(_ width: Int) -> String {
    String(repeating: " ", count: Swift.max(0, width - count)) + self
  }
}
