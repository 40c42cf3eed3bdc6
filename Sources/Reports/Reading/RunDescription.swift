import Snapshots

/// What every report begins with: what ran, and its totals.
package struct RunDescription: Hashable, Sendable {
  /// A process of a recording.
  package struct Process: Hashable, Sendable {
    /// The kernel's number.
    package var id: Int
    /// In the recording, from 1.
    package var number: Int
    /// How many the recording has.
    package var count: Int
    /// From its launch or fork to its end; nil when it still runs, was killed or executed another program.
    package var duration: Duration?
  }

  /// The program and its arguments; empty for a snapshot.
  package var command: [String]
  /// nil for a snapshot.
  package var process: Process?
  /// Of the whole process, whatever is filtered out.
  package var totals: ProcessTotals
  /// Tables that found no room.
  package var lostTables: Int

  /// A process of a recording, the `number`th of `count`.
  package init(_ process: RecordedProcess, number: Int, of count: Int) {
    command = process.arguments.isEmpty ? [process.program] : process.arguments
    let duration = process.endTime.map { $0 - process.startTime }
    self.process = Process(id: process.processID, number: number, count: count, duration: duration)
    totals = process.snapshot.totals
    lostTables = process.lostTables
  }

  /// A snapshot, which does not know what ran.
  package init(_ snapshot: Snapshot) {
    command = []
    process = nil
    totals = snapshot.totals
    lostTables = 0
  }

  /// Lines without an empty one at the end; sizes exact and as people read them.
  package var lines: [String] {
    let isRecording = process != nil
    return (command.isEmpty ? [] : ["command: " + commandLine]) + (process.map { ["process: " + $0.text] } ?? []) + [
      "allocated: \(bothSizes(totals.total.bytes)) in \(totals.total.blocks) blocks",
      "peak: \(bothSizes(totals.peakBytes))",
      "\(isRecording ? "live at the end" : "live"): \(bothSizes(totals.live.bytes)) in \(totals.live.blocks) blocks",
    ] + losses
  }

  /// The lines as text, and an empty one.
  package var text: String { lines.map { $0 + "\n" }.joined() + "\n" }

  /// As it could be typed into a shell.
  package var commandLine: String { command.map(shellQuoted).joined(separator: " ").printable }

  private var losses: [String] {
    let (blocks, tracebacks) = (totals.droppedBlocks, totals.droppedTracebacks)
    return (blocks > 0 ? ["dropped: \(blocks) blocks, for which there was no memory"] : [])
      + (tracebacks > 0 ? ["dropped: the tracebacks of \(tracebacks) blocks, for which there was no memory"] : [])
      + (lostTables > 0 ? ["lost: \(lostTables) tables, for which the disk had no room: counts are missing"] : [])
  }
}

extension RunDescription.Process {
  fileprivate var text: String {
    let others = count > 1 ? ", number \(number) of \(count) (--process chooses)" : ""
    return "\(id)\(others), " + (duration.map { "ended after " + secondsText($0) } ?? "not seen to end")
  }
}

/// `45.5 MiB (47701130 B)`, `66 B`.
func bothSizes(_ bytes: Int) -> String {
  let text = sizeText(bytes)
  return text.hasSuffix(" B") ? text : "\(text) (\(bytes) B)"
}

private func secondsText(_ duration: Duration) -> String {
  let (seconds, attoseconds) = duration.components
  guard seconds.magnitude < 1 << 40 else { return "\(seconds) s" }
  return Int(seconds * 1000 + attoseconds / 1_000_000_000_000_000).decimal(dividedBy: 1000, precision: 2) + " s"
}

/// In single quotes where a shell would not take it as one word.
private func shellQuoted(_ word: String) -> String {
  let plain = { (byte: UInt8) -> Bool in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
      true
    default: "_-+=./:,@%".utf8.contains(byte)
    }
  }
  if !word.isEmpty && word.utf8.allSatisfy(plain) { return word }
  return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
}
