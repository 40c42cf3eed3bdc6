/// What a page shows below its graph: memory over time, and which functions ran when.

extension FlamegraphPage {
  /// Samples and functions over the time since the program began.
  public struct Timeline: Hashable, Sendable {
    /// Ascending by time.
    public var samples: [Sample]
    /// In any order.
    public var brackets: [Bracket]
    /// Runs of functions that are missing: there was no room for them.
    public var droppedBrackets: Int

    /// A timeline; without samples and brackets the page shows none.
    public init(samples: [Sample], brackets: [Bracket] = [], droppedBrackets: Int = 0) {
      self.samples = samples
      self.brackets = brackets
      self.droppedBrackets = droppedBrackets
    }

    /// One sentence for each thing that is missing.
    var losses: [String] {
      if droppedBrackets <= 0 { return [] }
      let runs = droppedBrackets == 1 ? "1 run of a function is" : "\(droppedBrackets.grouped) runs of functions are"
      return ["\(runs) missing from the timeline: there was no room."]
    }
  }

  /// The process's memory at one moment.
  public struct Sample: Hashable, Sendable {
    /// Since the program began.
    public var seconds: Double
    /// RSS in bytes.
    public var resident: Int
    /// Live bytes; nil where nothing counted them.
    public var traced: Int?

    /// What was measured then.
    public init(seconds: Double, resident: Int, traced: Int? = nil) {
      self.seconds = seconds
      self.resident = resident
      self.traced = traced
    }
  }

  /// One run of a profiled function.
  public struct Bracket: Hashable, Sendable {
    /// Of the function.
    public var name: String
    /// Seconds since the program began.
    public var start: Double
    /// Seconds since the program began; one that had not ended is given the end of the recording.
    public var end: Double
    /// How deep among the profiled functions, from 1.
    public var level: Int

    /// From entry to exit.
    public init(name: String, start: Double, end: Double, level: Int) {
      self.name = name
      self.start = start
      self.end = end
      self.level = level
    }
  }
}
