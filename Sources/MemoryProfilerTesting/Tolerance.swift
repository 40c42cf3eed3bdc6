/// How much more than a baseline is no regression.
public struct Tolerance: Hashable, Sendable {
  /// Of the baseline.
  let fraction: Double

  /// So many hundredths of the baseline.
  public static func percent(_ percent: Double) -> Tolerance { Tolerance(fraction: percent / 100) }

  /// `5 %`
  var text: String { Self.percentText(fraction) }

  /// With one digit after the point where there is one.
  static func percentText(_ fraction: Double) -> String {
    let tenths = (fraction * 1000).rounded()
    let isWhole = tenths.truncatingRemainder(dividingBy: 10) == 0
    return tenths.magnitude < 1e15 && isWhole ? "\(Int(tenths / 10)) %" : "\(tenths / 10) %"
  }

  /// The highest that is tolerated.
  func limit(above baseline: Int) -> Int {
    let highest = Double(baseline) * (1 + fraction)
    return Int(exactly: highest.rounded(.down)) ?? .max
  }
}
