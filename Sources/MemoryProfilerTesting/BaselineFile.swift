// Baselines on disk: JSON that people read, in which one changed baseline is one changed line or two.
import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The baselines of one module's tests:
///
///     {
///       "debug" : {
///         "import" : {
///           "allocations" : 1204,
///           "peakBytes" : 20971520
///         }
///       },
///       "release" : { … }
///     }
struct BaselineFile {
  let path: String

  /// Builds differ in what they allocate.
  static let configuration: String = {
    #if DEBUG
    "debug"
    #else
    "release"
    #endif
  }()

  /// Beside the folder that has the module's name, where SwiftPM takes it for none of the target's files; without such a folder, beside
  /// the test's file.
  init(_ part: LimitedPart) {
    let components = part.file.split(separator: "/").dropLast()
    let folder = components.lastIndex { $0 == part.module }.map { components[..<$0] } ?? components[...]
    path = "/" + (folder + ["\(part.module).memory.json"]).joined(separator: "/")
  }

  /// Of this configuration; none without a file.
  func contents() throws(BaselineError) -> [String: RunFigures] { try all()[Self.configuration] ?? [:] }

  private func all() throws(BaselineError) -> [String: [String: RunFigures]] {
    guard FileManager.default.fileExists(atPath: path) else { return [:] }
    do {
      return try JSONDecoder().decode(
        [String: [String: RunFigures]].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    } catch let error as DecodingError {
      throw .damaged(path, error.sentence)
    } catch {
      throw .unreadable(path, "\(error.localizedDescription)")
    }
  }

  /// Leaves what is tolerated as it is, so that the file differs only where the tests do. Other tests, and other processes, record at the same time.
  func record(_ figures: RunFigures, _ limit: BaselineLimit) throws(BaselineError) {
    try locked { () throws(BaselineError) in
      var all = try all()
      if let known = all[Self.configuration]?[limit.name], figures.isWithin(limit.tolerance, of: known) { return }
      all[Self.configuration, default: [:]][limit.name] = figures
      try write(all)
    }
  }

  private func write(_ all: [String: [String: RunFigures]]) throws(BaselineError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      try (encoder.encode(all) + Data("\n".utf8)).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .unwritable(path, "\(error.localizedDescription)")
    }
  }

  /// The folder's lock: the file itself is replaced.
  private func locked(_ body: () throws(BaselineError) -> Void) throws(BaselineError) {
    let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw .unwritable(path, String(cString: strerror(errno))) }
    defer { close(folder) }
    while flock(folder, LOCK_EX) != 0 && errno == EINTR {}
    try body()
  }
}

/// Why a baseline cannot be had. `description` is one sentence that says what to do.
enum BaselineError: Error, Hashable, CustomStringConvertible {
  case missing(String, file: String)
  case damaged(String, String)
  case unreadable(String, String)
  case unwritable(String, String)

  var description: String {
    switch self {
    case .missing(let name, let file):
      "There is no baseline “\(name)” of \(BaselineFile.configuration) builds in \(file); run the tests once with "
        + "\(Baselines.variable)=1 to record it."
    case .damaged(let file, let reason):
      "The baselines in \(file) cannot be read, because \(reason); mend the file, or delete it and record anew with "
        + "\(Baselines.variable)=1."
    case .unreadable(let file, let reason): "The baselines in \(file) cannot be read: \(reason)"
    case .unwritable(let file, let reason): "The baselines cannot be recorded in \(file): \(reason)"
    }
  }
}

extension DecodingError {
  /// Where it stands and what is wrong, as a clause.
  fileprivate var sentence: String {
    switch self {
    case .keyNotFound(let key, let context): "“\(key.stringValue)” is missing\(context.place)"
    case .typeMismatch(_, let context), .valueNotFound(_, let context): "a value of another kind stands\(context.place)"
    case .dataCorrupted(let context) where context.codingPath.isEmpty: "it is no JSON"
    case .dataCorrupted(let context): "a value is damaged\(context.place)"
    @unknown default: "it is no file of baselines"
    }
  }
}

extension DecodingError.Context {
  fileprivate var place: String {
    codingPath.isEmpty ? " at the top" : " in " + codingPath.map { "“\($0.stringValue)”" }.joined(separator: " → ")
  }
}
