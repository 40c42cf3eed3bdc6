/// The highest figures of a timeline, as `mprof peak` prints them.
import Snapshots

extension Timeline {
  /// memory_profiler's lines, byte for byte: the file and its highest RSS, and a line a child; between them one with the highest
  /// live bytes, where they are known. `NaN` stands for a figure that there is no sample of.
  /// - Parameters:
  ///   - file: its name.
  ///   - function: only what was measured while it ran is looked at; of children nothing is known then, and all is.
  ///   - tracedPeak: the highest live bytes, where they were counted at each allocation and not only sampled.
  public func peakText(of file: String, during function: String? = nil, tracedPeak: Int? = nil) -> String {
    let main = samples.filter { $0.process == mainProcess }
    let looked: [MemorySample]
    if let function {
      let runs = brackets.filter {
        $0.process == mainProcess && Self.datName(of: $0.name) == Self.datName(of: function)
      }
      if runs.isEmpty { return "\(file)\tNaN MiB\n" }
      looked = main.filter { sample in
        runs.contains { $0.entry <= sample.time && $0.exit.map { sample.time <= $0 } ?? true }
      }
    } else {
      looked = main
    }
    let traced = looked.compactMap(\.traced) + (function == nil ? [tracedPeak].compactMap { $0 } : [])
    var text = "\(file)\t\(figure(looked.map(\.resident).max())) MiB\n"
    if let traced = traced.max() { text += "  Live blocks\t\t\t\(figure(traced)) MiB\n" }
    for (child, peak) in childPeaks() { text += "  Child \(child)\t\t\t\(figure(peak)) MiB\n" }
    return text
  }

  /// In the order of their first samples.
  private func childPeaks() -> [(Int, Int)] {
    var (order, peaks) = ([Int](), [Int: Int]())
    for sample in samples where sample.process != mainProcess {
      if peaks[sample.process] == nil { order.append(sample.process) }
      peaks[sample.process] = max(sample.resident, peaks[sample.process] ?? 0)
    }
    return order.map { ($0, peaks[$0]!) }
  }
}

private func figure(_ bytes: Int?) -> String { bytes?.decimal(dividedBy: 1 << 20, precision: 3) ?? "NaN" }
