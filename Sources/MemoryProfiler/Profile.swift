#if os(Linux) && !MEMORY_PROFILER_FALLBACK
import CAllocationRecorder
#endif

/// Runs `body` and prints, when it returns or throws, a table of the lines in it that it marked as steps.
///
///     let index = try profile("index") { step in
///       let text = try step("read") { try read(path) }
///       return step { makeIndex(text) }
///     }
///
/// What runs between the steps stands on the line of `profile` itself, so the rows sum to what the block did. A step
/// inside a step is taken out of the outer one. Traced bytes are those of this thread and of the threads on which
/// steps ran. A step's line is found from its return address in the program's debug information.
///
/// - Parameters:
///   - name: Printed above the table.
///   - options: Columns, precision and output; `report` has no meaning here.
///   - file: Where the call stands, for a program without debug information; leave the default.
///   - line: The same.
///   - body: What is profiled; it gets what marks its steps.
/// - Returns: What `body` returns; its error is thrown on. With `MEMORY_PROFILER=off` nothing else happens.
@inline(never)
public func profile<R>(
  _ name: String? = nil, options: ProfileOptions = ProfileOptions(), file: StaticString = #filePath, line: Int = #line,
  _ body: (Step) throws -> R
) rethrows -> R {
  #if os(Linux) && !MEMORY_PROFILER_FALLBACK
  let site = CallSite(address: mpr_address_of_caller(), file: file, line: line)
  guard let block = ProfiledBlock.make(name, options, site) else { return try body(Step(block: nil)) }
  let lane = block.begin(async: false)
  defer { block.end(lane) }
  return try body(Step(block: block))
  #else
  Profiling.explainMissingTables()
  return try body(Step())
  #endif
}

/// The same for async code: what the task and its child tasks do counts, on whichever threads they run.
@inline(never)
public func profile<R>(
  _ name: String? = nil, options: ProfileOptions = ProfileOptions(), file: StaticString = #filePath, line: Int = #line,
  isolation: isolated (any Actor)? = #isolation, _ body: (Step) async throws -> R
) async rethrows -> R {
  #if os(Linux) && !MEMORY_PROFILER_FALLBACK
  let site = CallSite(address: mpr_address_of_caller(), file: file, line: line)
  guard let block = ProfiledBlock.make(name, options, site) else { return try await body(Step(block: nil)) }
  let lane = block.begin(async: true)
  defer { block.end(lane) }
  return try await body(Step(block: block))
  #else
  Profiling.explainMissingTables()
  return try await body(Step())
  #endif
}

/// Runs `body` and prints, when it returns or throws, a table of its lines: those at which the closure itself stood
/// when it, or what it called, allocated or released memory.
///
/// Lines that did neither have empty cells, and so has `Occurrences`. Between two such moments everything counts for
/// the earlier line. Needs debug information; without it everything stands on the line of `profile`.
///
/// - Returns: What `body` returns; its error is thrown on.
@inline(never)
public func profile<R>(
  _ name: String? = nil, options: ProfileOptions = ProfileOptions(), file: StaticString = #filePath, line: Int = #line,
  _ body: () throws -> R
) rethrows -> R {
  #if os(Linux) && !MEMORY_PROFILER_FALLBACK
  let site = CallSite(address: mpr_address_of_caller(), file: file, line: line)
  guard let block = ProfiledBlock.make(name, options, site) else { return try body() }
  let window = Window(frame: mpr_frame_of_caller(), block: block)
  let previous = mpr_window_enter(window.window)
  defer {
    mpr_window_leave(previous)
    block.end(window)
  }
  return try body()
  #else
  Profiling.explainMissingTables()
  return try body()
  #endif
}

/// The same for async code. What child tasks allocate counts for the line that the closure has reached.
@inline(never)
public func profile<R>(
  _ name: String? = nil, options: ProfileOptions = ProfileOptions(), file: StaticString = #filePath, line: Int = #line,
  isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> R
) async rethrows -> R {
  #if os(Linux) && !MEMORY_PROFILER_FALLBACK
  let site = CallSite(address: mpr_address_of_caller(), file: file, line: line)
  guard let block = ProfiledBlock.make(name, options, site) else { return try await body() }
  let scope = mpr_scope_open(mpr_current_scope())
  let window = Window(frame: mpr_frame_of_caller(), block: block, scope: scope)
  TaskScope.push(scope)
  defer {
    TaskScope.pop()
    mpr_scope_close(scope)
    block.end(window)
  }
  return try await body()
  #else
  Profiling.explainMissingTables()
  return try await body()
  #endif
}
