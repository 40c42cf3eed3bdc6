/// Memory over time, and which profiled functions ran when: what a recording holds of it, or a `.dat` file of Python's
/// memory_profiler.
public struct Timeline: Hashable, Sendable {
  /// The command line that was recorded; empty when it is not known.
  public var command: String
  /// The process that was started; others in the samples are its children.
  public var mainProcess: Int
  /// Ascending by time.
  public var samples: [MemorySample]
  /// Ascending by entry.
  public var brackets: [FunctionBracket]
  /// Runs of functions for which there was no room.
  public var droppedBrackets: Int

  /// A timeline of one command. `mainProcess` is 0 where no process is named.
  public init(
    command: String = "", mainProcess: Int = 0, samples: [MemorySample] = [], brackets: [FunctionBracket] = [],
    droppedBrackets: Int = 0
  ) {
    self.command = command
    self.mainProcess = mainProcess
    self.samples = samples
    self.brackets = brackets
    self.droppedBrackets = droppedBrackets
  }
}

/// The memory of one process at one moment.
public struct MemorySample: Hashable, Sendable {
  /// The kernel's number; 0 for the only process of a file that names none.
  public var process: Int
  /// Since 1970-01-01 00:00 UTC.
  public var time: Duration
  /// RSS in bytes.
  public var resident: Int
  /// Live bytes; nil where nothing counted them.
  public var traced: Int?

  /// What was measured then.
  public init(process: Int, time: Duration, resident: Int, traced: Int? = nil) {
    self.process = process
    self.time = time
    self.resident = resident
    self.traced = traced
  }
}

/// One run of a profiled function; runs that follow each other within a millisecond count as one.
public struct FunctionBracket: Hashable, Sendable {
  /// The kernel's number; 0 for the only process of a file that names none.
  public var process: Int
  /// The function's, as its line table gives it.
  public var name: String
  /// How deep among the profiled functions of its thread, from 1.
  public var level: Int
  /// Since 1970-01-01 00:00 UTC.
  public var entry: Duration
  /// Since 1970-01-01 00:00 UTC; nil when the function had not returned.
  public var exit: Duration?
  /// RSS in bytes.
  public var residentAtEntry: Int
  /// RSS in bytes; nil when the function had not returned.
  public var residentAtExit: Int?
  /// How often it was called.
  public var calls: Int

  /// From entry to exit.
  public init(
    process: Int, name: String, level: Int, entry: Duration, exit: Duration?, residentAtEntry: Int,
    residentAtExit: Int?, calls: Int = 1
  ) {
    self.process = process
    self.name = name
    self.level = level
    self.entry = entry
    self.exit = exit
    self.residentAtEntry = residentAtEntry
    self.residentAtExit = residentAtExit
    self.calls = calls
  }
}
