/// The measuring hand inside an expanded body: one strand of one execution, whose costs go to the line that runs.
///
/// What `@Profiled` and `#profile` expand to; not meant to be written by hand. Lines are line numbers of
/// `ProfiledSource.file`. A probe is used by one thread at a time, a closure that runs elsewhere opens its own with
/// `closure` or `asyncClosure`; one that an escaping closure kept after the function returned does nothing until then.
/// With `MEMORY_PROFILER=off`, and elsewhere than on Linux, every method returns at once.
public struct LineProbe: @unchecked Sendable {
  #if os(Linux) && !MEMORY_PROFILER_FALLBACK
  /// Not counted: a function lives as long as the process, and a retain and release would be most of a line's cost.
  private let knownFunction: Unmanaged<ProfiledFunction>?
  let lane: LanePointer?
  let generation: Int
  /// A recursive call: its lines are counted, their cost stands on the calling line of the outermost activation.
  let isRecursive: Bool

  init(_ function: ProfiledFunction?, _ lane: LanePointer?, isRecursive: Bool = false) {
    knownFunction = function.map(Unmanaged.passUnretained)
    self.lane = lane
    self.generation = lane?.pointee.generation ?? 0
    self.isRecursive = isRecursive
  }

  private var function: ProfiledFunction? { knownFunction?.takeUnretainedValue() }

  private var openLane: LanePointer? {
    guard let lane, lane.pointee.generation == generation else { return nil }
    return lane
  }
  #endif

  /// Opens the execution of a synchronous function. `options` is evaluated on the function's first call only.
  public static func begin(
    _ source: ProfiledSource, options: @autoclosure () -> ProfileOptions = ProfileOptions()
  ) -> LineProbe { call(of: source, options, async: false) }

  /// Opens the execution of an async function; called on its task.
  public static func beginAsync(
    _ source: ProfiledSource, options: @autoclosure () -> ProfileOptions = ProfileOptions()
  ) -> LineProbe { call(of: source, options, async: true) }

  private static func call(of source: ProfiledSource, _ options: () -> ProfileOptions, async: Bool) -> LineProbe {
    #if os(Linux) && !MEMORY_PROFILER_FALLBACK
    guard Profiling.isOn else { return LineProbe(nil, nil) }
    return withoutRecording {
      let function = ProfiledFunctions.function(source, options)
      let outermost = async ? Lane.inTask(of: function.table) : Lane.onThread(of: function.table)
      if let outermost { return recursive(function, outermost) }
      return LineProbe(
        function,
        Lane.openCall(
          function.table, execution: function.makeExecution(), async: async,
          name: function.source.function.description))
    }
    #else
    Profiling.explainMissingTables()
    return LineProbe()
    #endif
  }

  /// `line` starts to run: what was spent since the last call goes to the line before it.
  public func line(_ line: Int) {
    #if os(Linux) && !MEMORY_PROFILER_FALLBACK
    guard let knownFunction, let lane = openLane else { return }
    let row = knownFunction._withUnsafeGuaranteedRef { $0.row(line) }
    if isRecursive { return lane.countOccurrence(row) }
    if lane.pointee.interruptedBy != nil { lane.endInterruptions() }
    lane.pointee.run(row)
    #endif
  }

  /// An iteration of a loop came to its end, and control goes back to the header on `line`, which runs once more.
  @inline(never)
  public func iterated(_ line: Int) { self.line(line) }

  /// A synchronous closure written inside the profiled body starts to run on `line`. Ends with `end`.
  public func closure(_ line: Int) -> LineProbe { closure(line, async: false) }

  /// The same for an async closure; called on the task that runs it.
  public func asyncClosure(_ line: Int) -> LineProbe { closure(line, async: true) }

  /// The strand belongs to the call in which the closure was made, or to itself when that has ended.
  private func closure(_ line: Int, async: Bool) -> LineProbe {
    #if os(Linux) && !MEMORY_PROFILER_FALLBACK
    guard let function else { return self }
    if isRecursive {
      self.line(line)
      return self
    }
    return withoutRecording {
      let table = function.table
      let execution = openLane?.pointee.execution.takeUnretainedValue() ?? Execution(startingNow: table)
      let lane = Lane.openClosure(table, execution: execution, row: function.row(line), async: async)
      return LineProbe(function, lane)
    }
    #else
    return self
    #endif
  }

  /// Ends the strand: the last cost goes to the last line.
  public func end() {
    #if os(Linux) && !MEMORY_PROFILER_FALLBACK
    guard let function, !isRecursive, let lane = openLane else { return }
    withoutRecording {
      let execution = lane.pointee.isWholeCall ? lane.pointee.execution.takeUnretainedValue() : nil
      lane.close()
      if let execution { function.callEnded(execution) }
    }
    #endif
  }

  /// For bodies of one expression: the probe is an argument before it.
  public static func passing<Value: ~Copyable>(_ probe: Void, _ value: consuming Value) -> Value { value }

  /// For closures of one expression: `ending(probe.closure(12), expression)` ends the strand after the expression.
  @discardableResult
  public static func ending<Value: ~Copyable>(_ lane: LineProbe, _ value: consuming Value) -> Value {
    lane.end()
    return value
  }
}

#if os(Linux) && !MEMORY_PROFILER_FALLBACK
extension LineProbe {
  private static func recursive(_ function: ProfiledFunction, _ outermost: LanePointer) -> LineProbe {
    outermost.countOccurrence(0)
    return LineProbe(function, outermost, isRecursive: true)
  }
}
#endif
