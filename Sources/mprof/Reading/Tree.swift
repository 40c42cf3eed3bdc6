import ArgumentParser
import Reports

/// `mprof tree`: who called what holds the memory.
struct Tree: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the calls that lead to the memory, as a tree.",
    discussion: """
      Each function has what it and its callees allocated. One that is called alone stands below its caller without a branch. \
      Functions without a line are left out of tracebacks that have others. On a terminal the tree can be opened and closed, \
      unless --plain, --min or --depth is given; ? lists the keys.
      """)

  @Option(name: .customLong("min"), help: "Leave out what has less than so much of all, such as 0.1%; without it, 1%.")
  var minimum: Share?

  @Option(help: "How many calls deep to go; without it, to the end.")
  var depth: Int?

  @Flag(help: "Print the tree on a terminal, too.")
  var plain = false

  @Flag(help: "Begin with what allocates, and show its callers.")
  var inverted = false

  @Flag(help: "Show functions without a line, too.")
  var allFunctions = false

  @OptionGroup var count: CountOptions

  @OptionGroup var input: Input

  func validate() throws {
    if let depth, depth < 1 { throw ValidationError("A tree cannot be \(depth) calls deep: give a number from 1") }
  }

  private var isExpandable: Bool { FullScreen.isPossible && !plain && minimum == nil && depth == nil }

  func run() throws {
    let opened = try input.opened()
    let snapshot = try input.readable(opened)
    let calls = CallTree(snapshot, hidingFunctionsWithoutLine: !allFunctions)
    let counted = count.counted(inRecording: opened.recording != nil)
    if isExpandable {
      return showTree(calls, title: input.file, measure: TreeView.Measure(counted), isInverted: inverted)
    }
    let tree = RankedCallTree(calls, of: counted, inverted: inverted)
    let screen = Screen.current
    let text = CallTreeText(
      tree, minimumShare: (minimum ?? Share(percent: 1)).ofOne, depth: depth, isFiltered: !input.filter.isEmpty,
      paths: screen.paths.abbreviated)
    try Output(path: nil).put(
      opened.run.text + text.rendered(width: screen.width) + MissingLines(snapshot, of: counted).text)
  }
}

extension TreeView.Measure {
  init(_ counted: CountedBlocks) {
    self =
      switch counted {
      case .peak: .peak
      case .end: .live
      case .total: .total
      case .temporary: .temporary
      }
  }
}

/// `1%`, `0.5%` or `0.5`.
struct Share: ExpressibleByArgument {
  private let percent: Double

  init(percent: Double) { self.percent = percent }

  init?(argument: String) {
    guard let percent = Double(argument.hasSuffix("%") ? String(argument.dropLast()) : argument),
      (0...100).contains(percent)
    else { return nil }
    self.percent = percent
  }

  /// From 0 to 1.
  var ofOne: Double { percent / 100 }

  var defaultValueDescription: String { "\(percent == percent.rounded() ? String(Int(percent)) : String(percent))%" }
}
