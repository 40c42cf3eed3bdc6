import Snapshots

/// The processes of a recording, one line each.
package struct ProcessList {
  private let processes: [RecordedProcess]

  /// In the recording's order, which is that of their numbers.
  package init(_ recording: Recording) { processes = recording.processes }

  /// `process 2: 4321 ls /, 24.1 KiB allocated in 120 blocks, 12.0 KiB at the peak`, and an empty line.
  package var text: String {
    processes.enumerated().map { index, process in
      let run = RunDescription(process, number: index + 1, of: processes.count)
      let totals = run.totals
      return
        "process \(index + 1): \(process.processID) \(run.commandLine), \(sizeText(totals.total.bytes)) allocated in "
        + "\(totals.total.blocks) blocks, \(sizeText(totals.peakBytes)) at the peak\n"
    }.joined() + "\n"
  }
}
