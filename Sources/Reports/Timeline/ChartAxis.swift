/// Where an axis has its ticks, and what they say: round numbers in the unit that suits the range.

/// The ticks of one axis.
public struct ChartAxis: Hashable, Sendable {
  public struct Tick: Hashable, Sendable {
    /// In the axis's own measure: bytes, or seconds.
    public var value: Double
    public var label: String
  }

  public var ticks: [Tick]
  /// What the labels count.
  public var unit: String

  /// - Parameter most: about how many ticks there is room for.
  static func memory(_ range: ClosedRange<Double>, most: Int) -> ChartAxis {
    let units: [(String, Double)] = [("B", 1), ("KiB", 0x1p10), ("MiB", 0x1p20), ("GiB", 0x1p30), ("TiB", 0x1p40)]
    let (name, unit) = units.last { range.upperBound >= 2 * $0.1 } ?? units[0]
    return ChartAxis(ticks: decimalTicks(range, unit: unit, most: most), unit: name)
  }

  /// Seconds and their parts, or clock times for what takes minutes.
  static func time(_ range: ClosedRange<Double>, most: Int) -> ChartAxis {
    let span = range.upperBound - range.lowerBound
    if span > 120 { return clock(range, span: span, most: most) }
    if span < 0.001 { return ChartAxis(ticks: decimalTicks(range, unit: 1e-6, most: most), unit: "microseconds") }
    if span < 1 { return ChartAxis(ticks: decimalTicks(range, unit: 0.001, most: most), unit: "milliseconds") }
    return ChartAxis(ticks: decimalTicks(range, unit: 1, most: most), unit: "seconds")
  }

  /// Steps of 1, 2 or 5 times a power of ten.
  private static func decimalTicks(_ range: ClosedRange<Double>, unit: Double, most: Int) -> [Tick] {
    let (low, high) = (range.lowerBound / unit, range.upperBound / unit)
    let wanted = (high - low) / Double(max(1, most))
    // A step is factor × 10^digits / 10^decimals, so that labels are exact.
    var (power, decimals) = (1.0, 0)
    while power * 10 <= wanted { power *= 10 }
    while decimals < 9, wanted < power / denominator(decimals) { decimals += 1 }
    var factor = [1.0, 2, 5, 10].first { $0 * power / denominator(decimals) >= wanted } ?? 10
    if factor == 10 && decimals > 0 { (factor, decimals) = (1, decimals - 1) }
    let step = factor * power / denominator(decimals)
    let multiples =
      Int((low / step).rounded(.up))...max(Int((low / step).rounded(.up)), Int((high / step + 1e-9).rounded(.down)))
    return multiples.filter { Double($0) * step <= high * (1 + 1e-12) }.map { multiple in
      let text = (multiple * Int(factor * power)).decimal(dividedBy: UInt(denominator(decimals)), precision: decimals)
      return Tick(value: Double(multiple) * step * unit, label: text)
    }
  }

  private static func denominator(_ decimals: Int) -> Double { (0..<decimals).reduce(1) { power, _ in power * 10 } }

  private static func clock(_ range: ClosedRange<Double>, span: Double, most: Int) -> ChartAxis {
    let steps = [10.0, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400]
    var step = steps.first { span / $0 <= Double(most) } ?? 86400
    while span / step > Double(most) { step *= 2 }
    let first = Int((range.lowerBound / step).rounded(.up))
    let last = max(first, Int((range.upperBound / step).rounded(.down)))
    let hasHours = range.upperBound >= 3600
    return ChartAxis(
      ticks: (first...last).map { Tick(value: Double($0) * step, label: clockText(Int(Double($0) * step), hasHours)) },
      unit: hasHours ? "hours : minutes" + (step < 60 ? " : seconds" : "") : "minutes : seconds")
  }

  private static func clockText(_ seconds: Int, _ hasHours: Bool) -> String {
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
    if hasHours { return "\(hours):\(two(minutes))" + (rest == 0 ? "" : ":" + two(rest)) }
    return "\(minutes):\(two(rest))"
  }
}
