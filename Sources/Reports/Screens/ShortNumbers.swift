/// Numbers for narrow columns: at most four digits, so that a screen that changes stays quiet.

extension Int {
  /// `512 B`, `1.2 KiB`, `123 MiB`: at most 8 cells.
  var shortSize: String {
    if magnitude < 1000 { return "\(self) B" }
    var divisor: UInt = 1024
    for unit in ["KiB", "MiB", "GiB"] {
      if let text = shortQuotient(divisor) { return "\(text) \(unit)" }
      divisor <<= 10
    }
    return "\(decimal(dividedBy: divisor, precision: 1)) TiB"
  }

  /// The same with a plus; a zero is nothing.
  var signedShortSize: String { self == 0 ? "" : (self > 0 ? "+" : "") + shortSize }

  /// `12,345`, and from ten million on `12.3M`: at most 9 cells.
  var shortCount: String {
    if magnitude < 10_000_000 { return grouped }
    var divisor: UInt = 1_000_000
    for unit in ["M", "G"] {
      if let text = shortQuotient(divisor) { return text + unit }
      divisor *= 1000
    }
    return decimal(dividedBy: divisor, precision: 1) + "T"
  }

  /// `9.9`, `99.9`, `999`; nil for what rounds to a thousand or more.
  private func shortQuotient(_ divisor: UInt) -> String? {
    let precision = magnitude < 100 * divisor - divisor / 20 ? 1 : 0
    return magnitude < 1000 * divisor - divisor / 2 ? decimal(dividedBy: divisor, precision: precision) : nil
  }
}

extension Duration {
  /// `0.4 s`, `42 s`, `4:02 min`, `1:04:02 h`.
  var clockText: String {
    let seconds = max(0, components.seconds)
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    if seconds < 1 { return "\(Int(max(0, self.seconds * 10).rounded(.down)).decimal(dividedBy: 10, precision: 1)) s" }
    if seconds < 60 { return "\(seconds) s" }
    let (minutes, rest) = (seconds / 60, two(seconds % 60))
    return minutes < 60 ? "\(minutes):\(rest) min" : "\(minutes / 60):\(two(minutes % 60)):\(rest) h"
  }
}
