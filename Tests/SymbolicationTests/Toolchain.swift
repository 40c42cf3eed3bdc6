// Runs the toolchain's programs for the tests.
import Foundation
import Testing

struct ToolFailure: Error, CustomStringConvertible {
  var description: String
}

enum Toolchain {
  /// A program beside `swift`, else one in `PATH`.
  static func path(_ name: String) throws -> String {
    let directories = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    func executable(_ name: String, in directories: [String]) -> String? {
      directories.map { $0 + "/" + name }.first(where: FileManager.default.isExecutableFile)
    }
    let swift = executable("swift", in: directories).map { URL(fileURLWithPath: $0).resolvingSymlinksInPath() }
    let beside = swift.map { [$0.deletingLastPathComponent().path] } ?? []
    guard let found = executable(name, in: beside + directories) else {
      throw ToolFailure(description: "\(name) is neither beside swift nor in PATH")
    }
    return found
  }

  /// What the program printed; fails with its complaint when it does not succeed. The input is a file, so that neither
  /// side waits for the other.
  @discardableResult
  static func run(_ name: String, _ arguments: [String], input: String = "", in directory: Directory) throws -> String {
    let inputPath = directory.path("input")
    let outputPath = directory.path("output")
    try Data(input.utf8).write(to: URL(fileURLWithPath: inputPath))
    try Data().write(to: URL(fileURLWithPath: outputPath))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try path(name))
    process.arguments = arguments
    process.standardInput = FileHandle(forReadingAtPath: inputPath)
    process.standardOutput = FileHandle(forWritingAtPath: outputPath)
    process.standardError = process.standardOutput
    try process.run()
    process.waitUntilExit()
    let output = String(decoding: try Data(contentsOf: URL(fileURLWithPath: outputPath)), as: UTF8.self)
    if process.terminationStatus != 0 { throw ToolFailure(description: "\(name) \(arguments): \(output)") }
    return output
  }
}

/// A temporary directory that goes away with its last user.
final class Directory: Sendable {
  private let root: String

  init() throws {
    root = NSTemporaryDirectory() + "/symbolication-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func path(_ name: String) -> String { URL(fileURLWithPath: root + "/" + name).standardizedFileURL.path }

  func write(_ text: String, to name: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }
}
