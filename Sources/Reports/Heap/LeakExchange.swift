// How `mprof leaks --heap` and the process that it started speak: one file of text. Above the first empty line stands the request, which
// mprof writes; the process, and what it executes in its place, append "recorded" when they begin, and their answer when they end:
// "report", the number of leaks and text, or "failure" and a sentence; then "end", without which there was no room for all of it.
import Snapshots

/// What the report is to be.
package struct LeakRequest: Hashable, Sendable {
  /// mprof's process; its child is asked.
  package var parent: Int
  /// How many groups of leaks; nil for all.
  package var limit: Int?
  /// How many frames of each traceback; nil for all.
  package var frames: Int?
  /// Paths in it are shown as from there.
  package var folder: String?
  /// "type:App.Cache*"
  package var suppressions: [String]

  private static let title = "mprof-leaks 1"

  package init(parent: Int, limit: Int?, frames: Int?, folder: String?, suppressions: [String]) {
    self.parent = parent
    self.limit = limit
    self.frames = frames
    self.folder = folder
    self.suppressions = suppressions
  }

  /// nil for what is no request.
  package init?(text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.isEmpty }
    guard lines.first == Self.title[...] else { return nil }
    func values(_ key: String) -> [String] {
      lines.filter { $0.hasPrefix(key + " ") }.map { String($0.dropFirst(key.utf8.count + 1)) }
    }
    guard let parent = values("parent").first.flatMap({ Int($0) }) else { return nil }
    self.parent = parent
    limit = values("limit").first.flatMap { Int($0) }
    frames = values("frames").first.flatMap { Int($0) }
    folder = values("folder").first
    suppressions = values("suppress")
  }

  /// Whether what people write is one.
  package static func isSuppression(_ text: String) -> Bool {
    let parts = text.split(separator: ":", maxSplits: 1)
    return parts.count == 2 && ["type", "module", "function"].contains(parts[0]) && !text.contains("\n")
  }

  /// A folder whose name has several lines is left out.
  package var text: String {
    let folder = folder.flatMap { $0.contains("\n") ? nil : $0 }
    let lines =
      [Self.title, "parent \(parent)"]
      + [limit.map { "limit \($0)" }, frames.map { "frames \($0)" }].compactMap(\.self)
      + (folder.map { ["folder \($0)"] } ?? []) + suppressions.map { "suppress \($0)" }
    return lines.map { $0 + "\n" }.joined() + "\n"
  }
}

/// What came of it.
package enum LeakAnswer: Hashable, Sendable {
  case report(leaks: Int, text: String)
  /// One sentence, which may have a full stop at its end.
  case failure(String)
  /// Nothing was recorded.
  case notRecorded
  /// It was recorded and did not come to its end.
  case notEnded
  /// Its end is missing.
  case incomplete

  /// What was made of the request: the last process's answer counts.
  package init(file text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).drop { !$0.isEmpty }
    guard let start = lines.lastIndex(of: "recorded") else {
      self = .notRecorded
      return
    }
    let answer = lines[(start + 1)...]
    guard let first = answer.first, !first.isEmpty else {
      self = .notEnded
      return
    }
    guard answer.suffix(2) == ["end", ""] else {
      self = .incomplete
      return
    }
    let words = first.split(separator: " ", maxSplits: 1).map(String.init)
    switch (words.first, words.count > 1 ? words[1] : "") {
    case ("report", let count):
      self = Int(count).map { .report(leaks: $0, text: Self.joined(answer.dropFirst().dropLast(2))) } ?? .incomplete
    case ("failure", let sentence): self = .failure(sentence)
    default: self = .incomplete
    }
  }

  private static func joined(_ lines: ArraySlice<Substring>) -> String { lines.map { $0 + "\n" }.joined() }

  /// To be appended; nothing for what the process cannot say.
  package var text: String {
    switch self {
    case .report(let leaks, let text): "report \(leaks)\n\(text)\(text.hasSuffix("\n") ? "" : "\n")end\n"
    case .failure(let sentence): "failure \(sentence)\nend\n"
    case .notRecorded, .notEnded, .incomplete: ""
    }
  }
}
