#if os(Linux) && !MEMORY_PROFILER_FALLBACK
import CAllocationRecorder
#endif

/// Marks the lines of a `profile` block: `step("label") { … }` runs the closure and gives its cost to the line of the
/// call.
///
/// May be called from any thread and task while the block runs, nested, in loops; a step that runs at the same time
/// as another is measured by itself. Called after the block returned it only runs its closure.
public struct Step: Sendable {
  #if os(Linux) && !MEMORY_PROFILER_FALLBACK
  let block: ProfiledBlock?
  #endif

  /// Runs `body` and gives its cost to the line of the call.
  ///
  /// - Parameters:
  ///   - label: Printed where the source is not on the machine.
  ///   - file: Where the call stands, for a program without debug information; leave the default.
  ///   - line: The same.
  ///   - body: What is measured. Its result is returned, its error thrown on.
  @inline(never)
  public func callAsFunction<R>(
    _ label: String? = nil, file: StaticString = #filePath, line: Int = #line, _ body: () throws -> R
  ) rethrows -> R {
    #if os(Linux) && !MEMORY_PROFILER_FALLBACK
    let address = mpr_address_of_caller()
    guard let block else { return try body() }
    let lane = block.open(CallSite(address: address, file: file, line: line, label: label), async: false)
    defer { withoutRecording { lane.close() } }
    #endif
    return try body()
  }

  /// Runs async `body` and gives the cost of its task and of that one's child tasks to the line of the call.
  ///
  /// - Parameters:
  ///   - label: Printed where the source is not on the machine.
  ///   - file: Where the call stands, for a program without debug information; leave the default.
  ///   - line: The same.
  ///   - isolation: The caller's actor, on which `body` runs; leave the default.
  ///   - body: What is measured. Its result is returned, its error thrown on.
  @inline(never)
  public func callAsFunction<R>(
    _ label: String? = nil, file: StaticString = #filePath, line: Int = #line,
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> R
  ) async rethrows -> R {
    #if os(Linux) && !MEMORY_PROFILER_FALLBACK
    let address = mpr_address_of_caller()
    guard let block else { return try await body() }
    let lane = block.open(CallSite(address: address, file: file, line: line, label: label), async: true)
    defer { withoutRecording { lane.close() } }
    #endif
    return try await body()
  }
}

#if os(Linux) && !MEMORY_PROFILER_FALLBACK
extension ProfiledBlock {
  func open(_ site: CallSite, async: Bool) -> LanePointer {
    withoutRecording { Lane.openClosure(table, execution: execution, row: row(of: site), async: async) }
  }
}
#endif
