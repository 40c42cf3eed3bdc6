// swift-format-ignore-file: AlwaysUseLowerCamelCase

#if canImport(XCTest)
import MemoryProfiler
import XCTest

/// `expectMemory` for XCTest.
///
///     func testImport() throws {
///       try XCTAssertMemory(peak: .mebibytes(4), leaks: .none) { try importCatalog() }
///     }
///
/// What is measured must stay below the limits. Of the calling thread's allocations, unless `threads` says all.
@discardableResult
public func XCTAssertMemory<R>(
  peak: MemorySize? = nil, allocations: Int? = nil, leaks: LeakRule = .allowed,
  of threads: AllocationTracer.RecordedThreads = .current, file: StaticString = #filePath, line: UInt = #line,
  fileID: StaticString = #fileID, _ body: () throws -> R
) rethrows -> R {
  let limits = MemoryLimits(peak: peak, allocations: allocations, leaks: leaks, threads: threads)
  return try limits.checked(LimitedPart(file, line, fileID), body)
}

/// The same for asynchronous code, which is measured with its child tasks.
@discardableResult
public func XCTAssertMemory<R>(
  peak: MemorySize? = nil, allocations: Int? = nil, leaks: LeakRule = .allowed,
  of threads: AllocationTracer.RecordedThreads = .current, isolation: isolated (any Actor)? = #isolation,
  file: StaticString = #filePath, line: UInt = #line, fileID: StaticString = #fileID, _ body: () async throws -> R
) async rethrows -> R {
  let limits = MemoryLimits(peak: peak, allocations: allocations, leaks: leaks, threads: threads)
  return try await limits.checked(LimitedPart(file, line, fileID), isolation: isolation, body)
}

/// Nothing that `body` allocated may be left behind that nothing reaches any more.
@discardableResult
public func XCTAssertNoLeaks<R>(
  suppressing suppressions: [LeakSuppression] = [], file: StaticString = #filePath, line: UInt = #line,
  fileID: StaticString = #fileID, _ body: () throws -> R
) rethrows -> R {
  let limits = MemoryLimits(leaks: .none(suppressing: suppressions))
  return try limits.checked(LimitedPart(file, line, fileID), body)
}

/// Runs `body` `warmUp` times, then `repeats` times, during which its live memory must grow by less than `limit` in all.
public func XCTAssertMemoryGrowth(
  lessThan limit: MemorySize, repeats: Int = 10, warmUp: Int = 1, file: StaticString = #filePath, line: UInt = #line,
  fileID: StaticString = #fileID, _ body: () throws -> Void
) rethrows {
  let limits = MemoryLimits(growth: GrowthLimit(size: limit, repeats: repeats, warmUp: warmUp))
  try limits.checkedRepeatedly(LimitedPart(file, line, fileID), body)
}

/// Peak and allocations of `body` may be no more than what was recorded under this name, by so much at most: see `.noMoreThan`.
@discardableResult
public func XCTAssertNoMoreThan<R>(
  baseline name: String, tolerance: Tolerance = .percent(5), file: StaticString = #filePath, line: UInt = #line,
  fileID: StaticString = #fileID, _ body: () throws -> R
) rethrows -> R {
  let limits = MemoryLimits(baseline: BaselineLimit(name: name, tolerance: tolerance))
  return try limits.checked(LimitedPart(file, line, fileID), body)
}

extension LimitedPart {
  fileprivate init(_ file: StaticString, _ line: UInt, _ fileID: StaticString) {
    let module = "\(fileID)".prefix { $0 != "/" }
    self.init(noun: "code", name: "\(fileID):\(line)", module: String(module), file: "\(file)") {
      XCTFail($0, file: file, line: line)
    }
  }
}
#endif
