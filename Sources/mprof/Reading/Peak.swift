import ArgumentParser
import Reports
import Snapshots

/// `mprof peak`: the most memory that a program had.
struct Peak: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the peak of recordings.",
    discussion: """
      The highest RSS of the program, its highest live bytes where they were recorded, and the highest RSS of each child. Files \
      are recordings or .dat files, or their numbers in `mprof list`, -1 for the newest; without any, the newest is read.
      """)

  @Option(name: .customLong("func"), help: "Only while this function ran; children are left out.")
  var function: String?

  @Argument(help: "Recordings, .dat files, or numbers.", completion: .file(extensions: ["mprof", "dat"]))
  var files: [String] = []

  func run() throws {
    let recordings = ProfileFiles()
    // The line that memory_profiler begins with then.
    if files.isEmpty { print("Using last profile data.") }
    for path in files.isEmpty ? [try recordings.last()] : try recordings.files(named: files) {
      let input = try TimelineInput(path)
      let traced = input.recording?.main.map(\.snapshot.totals.peakBytes)
      print(input.timeline.peakText(of: path, during: function, tracedPeak: traced), terminator: "")
    }
  }
}
