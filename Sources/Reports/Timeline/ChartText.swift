/// Figures as a chart writes them: short, with the unit that suits.

/// `52.4 MiB`: about three digits.
package func memoryText(_ bytes: Double) -> String {
  let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
  var (unit, denominator) = (0, 1.0)
  while unit + 1 < units.count && bytes.magnitude >= 1000 * denominator {
    (unit, denominator) = (unit + 1, denominator * 1024)
  }
  let value = (bytes / denominator).magnitude
  let digits = unit == 0 ? 0 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0
  return "\(Int(bytes).decimal(dividedBy: UInt(denominator), precision: digits)) \(units[unit])"
}

/// With its sign, `±0` for nothing.
func growthText(_ bytes: Double) -> String {
  bytes == 0 ? "±0" : (bytes > 0 ? "+" : "−") + memoryText(bytes.magnitude)
}

/// `3.21 s`, `250 ms`, `2 min 05 s`, `1 h 02 min`: about three digits.
func durationText(_ seconds: Double) -> String {
  func parts(_ large: Int, _ largeUnit: String, _ small: Int, _ smallUnit: String) -> String {
    "\(large) \(largeUnit) \(small < 10 ? "0" : "")\(small) \(smallUnit)"
  }
  let whole = Int(seconds.rounded())
  if whole >= 86400 { return parts(whole / 86400, "d", whole / 3600 % 24, "h") }
  if whole >= 3600 { return parts(whole / 3600, "h", whole / 60 % 60, "min") }
  if whole >= 120 { return parts(whole / 60, "min", whole % 60, "s") }
  let microseconds = Int((seconds * 1e6).rounded())
  if microseconds == 0 { return "0 s" }
  if microseconds >= 1_000_000 {
    return microseconds.decimal(dividedBy: 1_000_000, precision: seconds < 9.995 ? 2 : seconds < 99.95 ? 1 : 0) + " s"
  }
  if microseconds >= 1000 {
    return microseconds.decimal(dividedBy: 1000, precision: microseconds < 10_000 ? 1 : 0) + " ms"
  }
  return "\(microseconds) µs"
}
