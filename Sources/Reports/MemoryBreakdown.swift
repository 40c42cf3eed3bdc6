/// What a process's resident memory consists of, in bytes. The parts sum to `resident` exactly.
public struct MemoryBreakdown: Hashable, Sendable {
  /// RSS, as `/proc/self/statm` gives it.
  public var resident: Int
  /// Resident bytes of live blocks: by the tracer's count when `liveIsTraced`, else by malloc's own.
  public var live: Int
  /// Whether every block since launch was traced, so that `live` is what the program asked for.
  public var liveIsTraced: Bool
  /// Where `live` comes from, as a table's remark: a clause without a full stop.
  public var liveRemark: String
  /// Resident in malloc's hands beyond `live`: freed blocks that it keeps, its headers and rounding and, when `live`
  /// is traced, blocks that the tracer leaves out (the profiler's own).
  public var retained: Int
  /// glibc's arenas, the main one included.
  public var arenas: Int
  /// Of files mapped into memory: the program, its libraries, what it mapped itself, shared memory.
  public var mappedFiles: Int
  /// Of anonymous maps that nothing else explains: zeroed data of images, and what the program mapped itself.
  public var anonymousMaps: Int
  /// Of the stacks of running threads.
  public var threadStacks: Int
  /// Running threads, the main one included.
  public var threads: Int
  /// Of the tracer's tables.
  public var tracer: Int

  /// A breakdown of these parts.
  public init(
    resident: Int, live: Int, liveIsTraced: Bool, liveRemark: String, retained: Int, arenas: Int, mappedFiles: Int,
    anonymousMaps: Int, threadStacks: Int, threads: Int, tracer: Int
  ) {
    self.resident = resident
    self.live = live
    self.liveIsTraced = liveIsTraced
    self.liveRemark = liveRemark
    self.retained = retained
    self.arenas = arenas
    self.mappedFiles = mappedFiles
    self.anonymousMaps = anonymousMaps
    self.threadStacks = threadStacks
    self.threads = threads
    self.tracer = tracer
  }

  /// `resident` less the other parts. The kernel counts RSS and the pages of each map apart and at two moments, so a
  /// few pages either way are normal (before Linux 6.16 up to 32 a CPU); it may be negative.
  public var unexplained: Int {
    resident - live - retained - mappedFiles - anonymousMaps - threadStacks - tracer
  }
}
