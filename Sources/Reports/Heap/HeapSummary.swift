import Snapshots

/// `HeapGraph: 79,123 blocks, 12.3 MiB; 8 threads stopped for 1.2 ms by ptrace`
/// - Parameters:
///   - threads: how many were stopped beside the one that asked.
///   - means: what stopped them; nil when there was nobody to stop.
package func heapSummary(blocks: Int, bytes: Int, threads: Int, pause: Duration, means: String?) -> String {
  let heap = "HeapGraph: \(blocks.grouped) \(blocks == 1 ? "block" : "blocks"), \(sizeText(bytes))"
  guard let means, threads > 0 else { return "\(heap); no other thread to stop, paused for \(pauseText(pause))" }
  return
    "\(heap); \(threads.grouped) \(threads == 1 ? "thread" : "threads") stopped for \(pauseText(pause)) by \(means)"
}

/// `850 µs`, `1.2 ms`, `2.50 s`.
private func pauseText(_ pause: Duration) -> String {
  let nanoseconds =
    Int(clamping: pause.components.seconds) * 1_000_000_000 + Int(pause.components.attoseconds / 1_000_000_000)
  return switch nanoseconds {
  case ..<1_000_000: nanoseconds.decimal(dividedBy: 1_000, precision: 0) + " µs"
  case ..<1_000_000_000: nanoseconds.decimal(dividedBy: 1_000_000, precision: 1) + " ms"
  default: nanoseconds.decimal(dividedBy: 1_000_000_000, precision: 2) + " s"
  }
}
