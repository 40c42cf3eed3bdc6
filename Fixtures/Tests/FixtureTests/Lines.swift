// Where something stands in the source of a fixture.
import Foundation

enum Lines {
  /// The number, from 1, of the first line that holds the text.
  static func of(_ text: String, in file: String = "Tracing/Tracebacks.swift") -> Int {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let source = (try? String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)) ?? ""
    return source.components(separatedBy: "\n").firstIndex { $0.contains(text) }.map { $0 + 1 } ?? 0
  }
}
