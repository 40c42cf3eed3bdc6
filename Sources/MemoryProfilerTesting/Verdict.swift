// What was measured against what is allowed.
import MemoryProfiler
import Reports
import Snapshots

/// Gathers what was violated; of several runs the worst.
struct Verdict {
  private let limits: MemoryLimits
  private let part: LimitedPart
  private var worst: [String: (measured: Int, text: String)] = [:]
  private var order: [String] = []

  init(_ limits: MemoryLimits, _ part: LimitedPart) { (self.limits, self.part) = (limits, part) }

  /// One text for each violated limit.
  var texts: [String] { order.compactMap { worst[$0]?.text } }

  /// `text` is worked out when it is needed: it takes the debug information.
  private func isWorst(_ kind: String, _ measured: Int) -> Bool { worst[kind].map { $0.measured < measured } ?? true }

  private mutating func violate(_ kind: String, _ measured: Int = 1, _ text: String) {
    if worst[kind] == nil { order.append(kind) }
    worst[kind] = (measured, text)
  }

  // MARK: One run

  mutating func judgeRun(_ run: AllocationExcerpt) {
    let measured = RunFigures(run.totals)
    if let limit = limits.peak, measured.peakBytes >= limit.bytes, isWorst("peak", measured.peakBytes) {
      let lines = peakLines(run)
      let bytes = measured.peakBytes - lines.ofNobody.bytes
      if bytes >= limit.bytes {
        violate(
          "peak", bytes, "Peak memory is \(bytesText(bytes)); it must stay below \(limit.text)." + text(atPeak: lines))
      }
    }
    if let limit = limits.allocations, measured.allocations >= limit, isWorst("allocations", measured.allocations) {
      let lines = allocationLines(run)
      let blocks = measured.allocations - lines.ofNobody.blocks
      if blocks >= limit {
        violate(
          "allocations", blocks,
          "The \(part.noun) allocates \(countText(blocks, "block")); it must stay below \(limit.grouped)."
            + text(ofAllocations: lines))
      }
    }
    if let limit = limits.baseline { judge(measured, limit, run) }
  }

  private mutating func judge(_ measured: RunFigures, _ limit: BaselineLimit, _ run: AllocationExcerpt) {
    do {
      guard let baseline = try Baselines.shared.figures(measured, limit, part) else { return }
      let raw = BaselineExcess(measured: measured, baseline: baseline, limit: limit)
      guard raw.isOfPeak || raw.isOfAllocations else { return }
      let (atPeak, all) = (peakLines(run), allocationLines(run))
      let own = RunFigures(
        peakBytes: measured.peakBytes - atPeak.ofNobody.bytes, allocations: measured.allocations - all.ofNobody.blocks)
      let excess = BaselineExcess(measured: own, baseline: baseline, limit: limit)
      if excess.isOfPeak, isWorst("baseline's peak", own.peakBytes) {
        violate("baseline's peak", own.peakBytes, excess.peakText + text(atPeak: atPeak))
      }
      if excess.isOfAllocations, isWorst("baseline's allocations", own.allocations) {
        violate("baseline's allocations", own.allocations, excess.allocationsText(part.noun) + text(ofAllocations: all))
      }
    } catch {
      violate("baseline", 1, "\(error)")
    }
  }

  private func peakLines(_ run: AllocationExcerpt) -> AllocatingLines {
    AllocatingLines(run.snapshot().symbolized(), \.peak, of: part)
  }

  private func allocationLines(_ run: AllocationExcerpt) -> AllocatingLines {
    AllocatingLines(run.snapshot().symbolized(), \.total, of: part, byBlocks: true)
  }

  private func text(atPeak lines: AllocatingLines) -> String { lines.text("Held at the peak:") }
  private func text(ofAllocations lines: AllocatingLines) -> String { lines.text("Most were allocated at:") }

  // MARK: All runs

  mutating func judgeGrowth(_ whole: AllocationExcerpt, since warm: Snapshot) {
    guard let limit = limits.growth else { return }
    guard whole.totals.live.bytes - warm.totals.live.bytes >= limit.size.bytes else { return }
    let lines = AllocatingLines(whole.snapshot().symbolized(), \.live, since: warm.symbolized(), of: part)
    let growth = whole.totals.live.bytes - warm.totals.live.bytes - lines.ofNobody.bytes
    guard growth >= limit.size.bytes else { return }
    violate(
      "growth", growth,
      "Memory grew by \(bytesText(growth)) in \(countText(limit.repeats, "run")) after \(limit.warmUp) for warm-up, "
        + "\(bytesText(growth / limit.repeats)) a run; it must grow by less than \(limit.size.text) in all."
        + lines.text("Added and still live:"))
  }

  mutating func judgeLeaks(_ found: LeakSearch.Found) {
    switch found {
    case .success(let report) where report.isEmpty: break
    case .success(let report): violate("leaks", 1, report.failureText(limits.leaks, of: part))
    case .failure(let error): violate("leaks", 1, error.description)
    }
  }
}

/// What limits and baselines are about.
struct RunFigures: Hashable, Codable {
  /// Requested bytes of all blocks together when they were most.
  var peakBytes: Int
  /// Blocks, released ones included.
  var allocations: Int
}

extension RunFigures {
  init(_ totals: ProcessTotals) { self.init(peakBytes: totals.peakBytes, allocations: totals.total.blocks) }
}
