// Running code under limits.
import MemoryProfiler
import Snapshots

extension MemoryLimits {
  /// Runs `body` once and fails the part for each limit that it did not keep. Limits that cannot be checked fail it, too; it runs all the same.
  func checked<R>(_ part: LimitedPart, _ body: () throws -> R) rethrows -> R {
    guard var check = begin(part, isAsync: false) else { return try body() }
    clearStack()
    do {
      let result = try body()
      clearStack()
      check.leave()
      check.end(check.leakSearch?.found())
      return result
    } catch {
      check.abandon()
      throw error
    }
  }

  /// The same for asynchronous code.
  func checked<R>(
    _ part: LimitedPart, isolation: isolated (any Actor)?, _ body: () async throws -> R
  ) async rethrows -> R {
    guard var check = begin(part, isAsync: true) else { return try await body() }
    do {
      let result = try await body()
      clearStack()
      check.leave()
      check.end(await check.leakSearch?.found())
      return result
    } catch {
      check.abandon()
      throw error
    }
  }

  /// Runs `body` as often as a growth limit wants it.
  func checkedRepeatedly(_ part: LimitedPart, _ body: () throws -> Void) rethrows {
    guard var check = begin(part, isAsync: false) else { return try body() }
    do {
      for _ in 0..<check.runs {
        OwnWork.run { check.beginRun() }
        defer { OwnWork.run { check.endRun() } }
        try body()
      }
      clearStack()
      check.leave()
      check.end(check.leakSearch?.found())
    } catch {
      check.abandon()
      throw error
    }
  }

  /// The same for asynchronous code.
  func checkedRepeatedly(_ part: LimitedPart, _ body: () async throws -> Void) async rethrows {
    guard var check = begin(part, isAsync: true) else { return try await body() }
    do {
      for _ in 0..<check.runs {
        OwnWork.run { check.beginRun() }
        defer { OwnWork.run { check.endRun() } }
        try await body()
      }
      clearStack()
      check.leave()
      check.end(await check.leakSearch?.found())
    } catch {
      check.abandon()
      throw error
    }
  }

  private func begin(_ part: LimitedPart, isAsync: Bool) -> LimitCheck? {
    do {
      try check()
      return LimitCheck(self, part, isAsync: isAsync)
    } catch {
      part.record(error.description)
      return nil
    }
  }
}

/// Called where the frames of what was measured have just gone: addresses on them would be found on those that come to lie there.
@inline(__always) private func clearStack() {
  #if os(Linux)
  HeapGraph.clearStack()
  #endif
}
