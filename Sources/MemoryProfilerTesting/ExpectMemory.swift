#if canImport(Testing)
import MemoryProfiler
import Testing

/// Holds a part of a test to memory limits: what `body` allocates must stay below them, or the test fails at the place of this call.
///
///     let catalog = try expectMemory(peak: .mebibytes(4), allocations: 10_000, leaks: .none) { try Catalog(path) }
///
/// - Parameters:
///   - peak: the highest number of bytes that its blocks may have at one time.
///   - allocations: how many blocks it may allocate, released ones included.
///   - leaks: what may be left behind that nothing reaches any more.
///   - threads: whose allocations count: the calling thread's, or all threads'.
///   - sourceLocation: where a failure stands.
///   - body: runs once.
/// - Returns: what `body` returns.
@discardableResult
public func expectMemory<R>(
  peak: MemorySize? = nil, allocations: Int? = nil, leaks: LeakRule = .allowed,
  of threads: AllocationTracer.RecordedThreads = .current, sourceLocation: Testing.SourceLocation = #_sourceLocation,
  _ body: () throws -> R
) rethrows -> R {
  let limits = MemoryLimits(peak: peak, allocations: allocations, leaks: leaks, threads: threads)
  return try limits.checked(LimitedPart(sourceLocation), body)
}

/// The same for asynchronous code, which is measured with its child tasks.
@discardableResult
public func expectMemory<R>(
  peak: MemorySize? = nil, allocations: Int? = nil, leaks: LeakRule = .allowed,
  of threads: AllocationTracer.RecordedThreads = .current, isolation: isolated (any Actor)? = #isolation,
  sourceLocation: Testing.SourceLocation = #_sourceLocation, _ body: () async throws -> R
) async rethrows -> R {
  let limits = MemoryLimits(peak: peak, allocations: allocations, leaks: leaks, threads: threads)
  return try await limits.checked(LimitedPart(sourceLocation), isolation: isolation, body)
}

extension LimitedPart {
  fileprivate init(_ place: Testing.SourceLocation) {
    self.init(noun: "code", name: "\(place)", place: place)
  }
}
#endif
