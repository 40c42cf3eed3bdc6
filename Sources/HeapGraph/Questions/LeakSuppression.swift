import Snapshots

/// Which leaks are not to be reported. Patterns as in file names: `*`, `?`, `[a-z]`, against the whole name.
public enum LeakSuppression: Hashable, Sendable {
  /// One of the path's objects is of a type with this name: "App.Cache", "App.*".
  case type(String)
  /// It was allocated by code of this file ("*/libfoo.so*"), or one of the path's types is of this Swift module ("App").
  case module(String)
  /// It was allocated in, or below, a function with this name: "App.makeCache(_:)". Needs tracebacks.
  case function(String)
}

extension LeakSuppression {
  /// As people write them: "type:App.Cache*", "module:App", "function:App.make*"; nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    switch parts[0] {
    case "type": self = .type(parts[1])
    case "module": self = .module(parts[1])
    case "function": self = .function(parts[1])
    default: return nil
    }
  }
}

#if os(Linux)
/// A suppression's pattern, read once.
struct LeakFilter {
  private let types: [Glob]
  private let modules: [Glob]
  private let functions: [Glob]

  init(_ suppressions: [LeakSuppression]) {
    types = suppressions.compactMap { if case .type(let pattern) = $0 { Glob(pattern) } else { nil } }
    modules = suppressions.compactMap { if case .module(let pattern) = $0 { Glob(pattern) } else { nil } }
    functions = suppressions.compactMap { if case .function(let pattern) = $0 { Glob(pattern) } else { nil } }
  }

  /// - Parameter files: those whose code the traceback runs through.
  func suppresses(types names: [String], _ traceback: SourceTraceback?, files: [String]) -> Bool {
    let swiftModules = names.compactMap { $0.split(separator: ".").first.map(String.init) }
    return Self.any(types, match: names) || Self.any(modules, match: files + swiftModules)
      || Self.any(functions, match: traceback?.frames.map(\.function) ?? [])
  }

  private static func any(_ globs: [Glob], match names: [String]) -> Bool {
    globs.contains { glob in names.contains(where: glob.matches) }
  }
}
#endif
