// What tests took when they were last recorded.
import Foundation
import Synchronization

/// The baselines of this run of the tests: read, or recorded anew where the environment asks for it.
final class Baselines: Sendable {
  static let variable = "MPROF_RECORD_BASELINES"
  static let shared = Baselines(isRecording: ProcessInfo.processInfo.environment[variable] == "1")

  private let isRecording: Bool
  private let known = Mutex<[String: Known]>([:])

  /// What this run knows of one baseline.
  private struct Known {
    var owner: String
    /// The most that was measured.
    var figures: RunFigures
  }

  init(isRecording: Bool) { self.isRecording = isRecording }

  /// What the part is held to; nil where it was just recorded.
  func figures(_ measured: RunFigures, _ limit: BaselineLimit, _ part: LimitedPart) throws -> RunFigures? {
    let file = BaselineFile(part)
    let most = try remember(measured, limit.name, part, file)
    if isRecording {
      try file.record(most, limit)
      return nil
    }
    guard let figures = try file.contents()[limit.name] else {
      throw BaselineError.missing(limit.name, file: file.path)
    }
    return figures
  }

  /// The cases of one test share a baseline; tests do not.
  private func remember(
    _ measured: RunFigures, _ name: String, _ part: LimitedPart, _ file: BaselineFile
  ) throws(LimitRefusal) -> RunFigures {
    try known.withLock { known throws(LimitRefusal) in
      let key = file.path + "\n" + name
      let earlier = known[key] ?? Known(owner: part.name, figures: measured)
      if earlier.owner != part.name { throw .sharedBaseline(name: name, by: earlier.owner, and: part.name) }
      known[key] = Known(owner: part.name, figures: earlier.figures.most(measured))
      return earlier.figures.most(measured)
    }
  }
}

extension RunFigures {
  fileprivate func most(_ other: RunFigures) -> RunFigures {
    RunFigures(peakBytes: max(peakBytes, other.peakBytes), allocations: max(allocations, other.allocations))
  }

  /// Whether neither is more nor less than the other by more than is tolerated.
  func isWithin(_ tolerance: Tolerance, of other: RunFigures) -> Bool {
    func isNear(_ one: Int, _ other: Int) -> Bool {
      max(one, other) <= tolerance.limit(above: min(one, other))
    }
    return isNear(peakBytes, other.peakBytes) && isNear(allocations, other.allocations)
  }
}

/// By how much a part is above its baseline.
struct BaselineExcess {
  let measured: RunFigures
  let baseline: RunFigures
  let limit: BaselineLimit

  var isOfPeak: Bool { measured.peakBytes > limit.tolerance.limit(above: baseline.peakBytes) }
  var isOfAllocations: Bool { measured.allocations > limit.tolerance.limit(above: baseline.allocations) }

  var peakText: String {
    text(
      "Peak memory is \(bytesText(measured.peakBytes))", bytesText(baseline.peakBytes), measured.peakBytes,
      baseline.peakBytes)
  }

  func allocationsText(_ noun: String) -> String {
    text(
      "The \(noun) allocates \(countText(measured.allocations, "block"))", baseline.allocations.grouped,
      measured.allocations, baseline.allocations)
  }

  private func text(_ start: String, _ earlier: String, _ new: Int, _ old: Int) -> String {
    let more = old > 0 ? ", \(Tolerance.percentText(Double(new - old) / Double(old))) more than" : "; that is more than"
    let tolerated = limit.tolerance.fraction > 0 ? "; \(limit.tolerance.text) more would be tolerated" : ""
    return "\(start)\(more) the baseline “\(limit.name)” of \(earlier)\(tolerated). Where that is meant, record it "
      + "anew with \(Baselines.variable)=1."
  }
}
