import ArgumentParser
import Snapshots

/// Which of a site's counts to look at.
struct CountOptions: ParsableArguments {
  enum Moment: String, CaseIterable, ExpressibleByArgument {
    case peak, end
  }

  @Option(help: "Blocks live at the process's peak, or at the end.")
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

  var keyPath: KeyPath<AllocationSite, BlockTotal> {
    if total { return \.total }
    if temporary { return \.temporary }
    return at == .peak ? \.peak : \.live
  }
}
