import ArgumentParser
import Reports
import Snapshots

/// Which of a site's counts to look at.
struct CountOptions: ParsableArguments {
  enum Moment: String, CaseIterable, ExpressibleByArgument {
    case peak, end
  }

  @Option(
    help: """
      Blocks live at the process's peak, or at the end. Without it: of a recording the peak, of a snapshot the end, which is \
      when it was taken.
      """)
  var at: Moment?

  @Flag(help: "All blocks ever allocated.")
  var total = false

  @Flag(help: "Blocks freed before their thread allocated again, by number.")
  var temporary = false

  func validate() throws {
    if (at == nil ? 0 : 1) + (total ? 1 : 0) + (temporary ? 1 : 0) > 1 {
      throw ValidationError("--at, --total and --temporary exclude each other: choose one")
    }
  }

  var isChosen: Bool { at != nil || total || temporary }

  /// What was chosen; else what people mean by the memory of a file of this kind.
  func counted(inRecording isRecording: Bool) -> CountedBlocks {
    if total { return .total }
    if temporary { return .temporary }
    return switch at {
    case .peak: .peak
    case .end: .end
    case nil: isRecording ? .peak : .end
    }
  }
}
