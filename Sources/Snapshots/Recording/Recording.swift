/// What a program did from launch to its end, or up to the moment of reading: the recorder's tables in one file, which the
/// recorded processes write in place (CAllocationRecorder/recording.h has the layout).
public struct Recording: Hashable, Sendable {
  /// In the order in which they began; a program executed in place of another is a process of its own.
  public var processes: [RecordedProcess]
  /// Processes that began and found no room on the disk: nothing of them is known.
  public var lostProcesses: Int
  /// When the recording was begun: since 1970-01-01 00:00 UTC.
  public var startTime: Duration
  /// Memory over time.
  public var timeline: Timeline

  /// A recording as it was read.
  public init(
    processes: [RecordedProcess], lostProcesses: Int = 0, startTime: Duration, timeline: Timeline = Timeline()
  ) {
    self.processes = processes
    self.lostProcesses = lostProcesses
    self.startTime = startTime
    self.timeline = timeline
  }
}

/// One process of a recording, from its launch, or its fork, to its end or the execution of another program.
public struct RecordedProcess: Hashable, Sendable {
  /// The kernel's number; several processes of a recording may have had the same.
  public var processID: Int
  /// The parent's when it began.
  public var parentID: Int
  /// The program's file.
  public var program: String
  /// The command line, cut off where it was longer than two thousand bytes.
  public var arguments: [String]
  /// When it began: since 1970-01-01 00:00 UTC.
  public var startTime: Duration
  /// When it ended; nil when it still runs, was killed, or executed another program.
  public var endTime: Duration?
  /// What it allocated itself: a forked child begins without its parent's blocks.
  public var snapshot: Snapshot
  /// Tables that found no room on the disk or in the address space: what they counted is missing.
  public var lostTables: Int
  /// Sizes of what it asked for; empty in recordings that do not have them.
  public var sizes = AllocationSizes()
}

/// Why a recording cannot be read. `description` is one sentence without a full stop.
public enum RecordingFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file begins with something else than recordings do.
  case notARecording(path: String)
  /// A newer release wrote it.
  case newerVersion(path: String, version: Int)
  /// Its beginning is cut off or does not make sense.
  case damaged(path: String, detail: String)

  /// The format's version that is read.
  public static let readableVersion = 1

  /// One sentence without a full stop.
  public var description: String {
    switch self {
    case .notARecording(let path): "\(path) is not a recording: choose a file that `mprof run` wrote"
    case .newerVersion(let path, let version):
      "\(path) has format version \(version) and this program reads version \(Self.readableVersion): "
        + "read it with a newer release of the memory profiler"
    case .damaged(let path, let detail): "\(path) is damaged, \(detail): record it again"
    }
  }
}
