/// Sizes as text, digit for digit as tracemalloc prints them, without Foundation.

/// `66 B`, `9.8 KiB`, signed `+5000 B`: divided by 1024 until it is below 100 (one digit after the point) or below 10240
/// (none). A Double, because an average is one, and Python's averages are rounded as one.
package func sizeText(_ bytes: Double, signed: Bool = false) -> String {
  var size = bytes
  for unit in ["B", "KiB", "MiB", "GiB"] {
    if size.magnitude < 100 && unit != "B" { return "\(tenthsText(size, signed: signed)) \(unit)" }
    if size.magnitude < 10 * 1024 { return "\(wholeText(size, signed: signed)) \(unit)" }
    size /= 1024
  }
  return size.magnitude < 100 ? "\(tenthsText(size, signed: signed)) TiB" : "\(wholeText(size, signed: signed)) TiB"
}

/// C's `%.0f`. A tie goes to the even neighbour.
private func wholeText(_ value: Double, signed: Bool) -> String {
  signText(value, signed: signed) + String(UInt64(value.magnitude.rounded(.toNearestOrEven)))
}

/// C's `%.1f`, for magnitudes below 100.
private func tenthsText(_ value: Double, signed: Bool) -> String {
  let tenths = value.magnitude * 10
  var rounded = tenths.rounded(.toNearestOrEven)
  // What the multiplication lost decides where its result is a tie and the exact value is not. It cannot carry a value
  // across a tie, because ties are representable.
  let lost = (-tenths).addingProduct(value.magnitude, 10)
  if (tenths - tenths.rounded(.down)) == 0.5 && lost != 0 { rounded = tenths.rounded(lost > 0 ? .up : .down) }
  let (whole, digit) = UInt64(rounded).quotientAndRemainder(dividingBy: 10)
  return "\(signText(value, signed: signed))\(whole).\(digit)"
}

/// Of the value before rounding: `-0` for -0.4, as C prints it.
private func signText(_ value: Double, signed: Bool) -> String { value < 0 ? "-" : signed ? "+" : "" }
