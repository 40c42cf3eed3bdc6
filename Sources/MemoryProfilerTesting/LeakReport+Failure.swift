// What a test's failure says of leaks.
import MemoryProfiler
import Reports
import Snapshots

extension LeakReport {
  /// As many groups and frames as a person reads.
  private static let mostGroups = 5
  private static let mostFrames = 6

  /// Types and cycles, with the lines that made them.
  func failureText(_ rule: LeakRule, of part: LimitedPart) -> String {
    let noun = rule.kind == .none ? "leak" : "retain cycle"
    let start =
      "The \(part.noun) leaves \(countText(leakCount, noun)), \(bytesText(total.bytes)) in "
      + "\(countText(total.blocks, "block")); there must be none."
    let list = within(part).rendered(limit: Self.mostGroups, frames: Self.mostFrames, paths: .fromWorkingDirectory)
    let lines = list.split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.hasPrefix("SUMMARY") }
    let end = lines.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 0
    return start + lines[..<end].map { "\n" + $0 }.joined()
  }

  /// Of each traceback what the test called: who calls tests is nobody's concern.
  private func within(_ part: LimitedPart) -> LeakReport {
    var report = self
    for index in report.groups.indices {
      report.groups[index].traceback = report.groups[index].traceback.map { traceback in
        let end = traceback.frames.lastIndex { $0.file == part.file } ?? traceback.frames.endIndex - 1
        return SourceTraceback(frames: traceback.frames[...end].filter { !$0.isOwn })
      }
    }
    return report
  }
}

extension SourceFrame {
  /// Of this module.
  var isOwn: Bool { file.hasPrefix(Self.ownFolder) }

  private static let ownFolder: String = {
    let file = #filePath
    return String(file[...(file.lastIndex(of: "/") ?? file.startIndex)])
  }()
}
