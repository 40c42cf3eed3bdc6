// Running the fixture programs, each as a process of its own, from the folder that this test was built into.
import Foundation
import Testing

struct Output {
  var standardOutput: String
  var standardError: String
  var status: Int32

  /// The rows of the first table under this heading ("Function: …" or "Profile: …"): cells by their column's title.
  func table(_ heading: String) -> [[String: String]] {
    PrintedTable.all(in: standardOutput).first { $0.heading == heading }?.rows ?? []
  }

  /// The row whose source line holds this text.
  func row(_ heading: String, _ text: String) -> [String: String]? {
    table(heading).first { $0["text"]?.contains(text) == true }
  }
}

enum Programs {
  static let folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    .deletingLastPathComponent()

  /// The folder of the toolchain's own tools, such as llvm-objcopy.
  static let tools: String = {
    let swift = shell("command -v swift").standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
    return URL(fileURLWithPath: swift).resolvingSymlinksInPath().deletingLastPathComponent().path
  }()

  static func path(_ program: String) -> String { folder.appendingPathComponent(program).path }

  static func run(_ program: String, _ arguments: [String] = [], environment: [String: String] = [:]) -> Output {
    start(path(program), arguments, environment)
  }

  static func shell(_ command: String) -> Output { start("/bin/sh", ["-c", command], [:]) }

  private static func start(_ path: String, _ arguments: [String], _ environment: [String: String]) -> Output {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let files = (0..<2).map { _ in FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString) }
    defer { for file in files { try? FileManager.default.removeItem(at: file) } }
    do {
      for file in files { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
      process.standardOutput = try FileHandle(forWritingTo: files[0])
      process.standardError = try FileHandle(forWritingTo: files[1])
      try process.run()
      process.waitUntilExit()
      let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
      return Output(standardOutput: texts[0], standardError: texts[1], status: process.terminationStatus)
    } catch {
      Issue.record("\(path) could not be run: \(error)")
      return Output(standardOutput: "", standardError: "", status: -1)
    }
  }
}
