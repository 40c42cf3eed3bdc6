/// What `@Profiled` found in the source and wrote into the program: constant data, so that a table prints
/// complete on a machine without the sources.
public struct ProfiledSource: Sendable {
  /// As a person would write it: `Catalog.load(path:)`.
  public var function: StaticString
  /// The compiler's `#filePath`.
  public var file: StaticString
  /// The line in `file` of the first line of `text`, the attribute's own.
  public var firstLine: Int
  /// The source lines of the declaration, attribute included, joined by newlines.
  public var text: StaticString

  public init(function: StaticString, file: StaticString, firstLine: Int, text: StaticString) {
    self.function = function
    self.file = file
    self.firstLine = firstLine
    self.text = text
  }
}

/// The measuring hand inside an expanded body: one *lane* of one execution, whose costs go to the line that runs.
///
/// Not meant to be written by hand. All lines are absolute line numbers of `ProfiledSource.file`.
/// With `MEMORY_PROFILER=off` every method returns at once.
public struct LineProbe: Sendable {
  /// Opens the execution of a synchronous function. `options` is evaluated on the function's first call only.
  public static func begin(
    _ source: ProfiledSource, options: @autoclosure () -> ProfileOptions = ProfileOptions()
  ) -> LineProbe { LineProbe() }

  /// Opens the execution of an async function; called on its task.
  public static func beginAsync(
    _ source: ProfiledSource, options: @autoclosure () -> ProfileOptions = ProfileOptions()
  ) -> LineProbe { LineProbe() }

  /// `line` starts to run: what was spent since the last call goes to the line before it.
  public func line(_ line: Int) {}

  /// An iteration ended and control goes back to the loop's header on `line`; called by a `defer` at the start of
  /// the loop's body. Does nothing when the statement before said by `exit` that it leaves the loop.
  public func iterated(_ line: Int) {}

  /// As `line`, before a statement that leaves `loops` of the enclosing loops (break 1 or more, return all of them).
  public func exit(_ line: Int, loops: Int) {}

  /// A synchronous closure written inside the profiled body starts to run. Its lane ends with `end`.
  public func closure(_ line: Int) -> LineProbe { self }

  /// The same for an async closure; called on the task that runs it.
  public func asyncClosure(_ line: Int) -> LineProbe { self }

  /// Ends the lane: the last cost goes to the last line.
  public func end() {}

  /// For bodies of one expression: the probe is an argument before it.
  public static func passing<Value: ~Copyable>(_ probe: Void, _ value: consuming Value) -> Value { value }

  /// For closures of one expression: `ending(probe.closure(12), expression)` ends the lane after the expression.
  @discardableResult
  public static func ending<Value: ~Copyable>(_ lane: LineProbe, _ value: consuming Value) -> Value {
    lane.end()
    return value
  }
}
