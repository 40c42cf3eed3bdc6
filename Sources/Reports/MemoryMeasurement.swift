/// Resident memory before and during a piece of code, in bytes.
public struct MemoryMeasurement: Hashable, Sendable, CustomStringConvertible {
  /// RSS when the code began.
  public var baseline: Int
  /// The highest RSS seen from then until it ended; never below `baseline`.
  public var peak: Int

  /// A peak below the baseline is taken as the baseline: the code began there.
  public init(baseline: Int, peak: Int) {
    self.baseline = baseline
    self.peak = max(baseline, peak)
  }

  /// How far RSS rose above the baseline.
  public var increment: Int { peak - baseline }

  /// The line that memory_profiler's `%memit` prints: `peak memory: 61.25 MiB, increment: 11.25 MiB`.
  public var description: String {
    "peak memory: \(mebibytes(peak)) MiB, increment: \(mebibytes(increment)) MiB"
  }

  private func mebibytes(_ bytes: Int) -> String { bytes.decimal(dividedBy: 1 << 20, precision: 2) }
}
