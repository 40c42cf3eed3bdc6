#if canImport(Testing)
// Running a test under its limits: the first of its traits does it for all of them.
import Testing

extension MemoryTrait: TestScoping {
  /// Itself for the first of a test's memory traits, nil for the others, and for suites.
  public func scopeProvider(for test: Test, testCase: Test.Case?) -> MemoryTrait? {
    let first = test.traits.lazy.compactMap { $0 as? MemoryTrait }.first
    return testCase != nil && first?.isSame(as: self) == true ? self : nil
  }

  /// Runs the test, once or several times, and records an issue at its place for each limit that it does not keep.
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let part = LimitedPart(test)
    let written = test.traits.compactMap { ($0 as? MemoryTrait)?.limit }
    let limits: MemoryLimits
    do {
      limits = try MemoryLimits(combining: written)
      if !limits.areNone { try limits.check() }
    } catch {
      return part.record(error.description)
    }
    // A suite may say how its tests are measured, whether all of them are or not.
    if limits.areNone { try await function() } else { try await limits.checkedRepeatedly(part, function) }
  }
}

extension LimitedPart {
  init(_ test: Test) {
    let place = test.sourceLocation
    self.init(noun: "test", name: "\(test.name) in \(place.fileName):\(place.line)", place: place)
  }

  init(noun: String, name: String, place: Testing.SourceLocation) {
    self.init(noun: noun, name: name, module: place.moduleName, file: place.filePath) {
      Issue.record(Comment(rawValue: $0), sourceLocation: place)
    }
  }
}
#endif
