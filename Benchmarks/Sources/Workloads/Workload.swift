import CWorkloads

/// What a benchmark program does, chosen by its arguments; see `usage`. The programs print what they did, so that a run that did
/// nothing, or something else, is seen.
public enum Workload {
  case parse(String)
  case insert(String)
  case yaml(String)
  case text(String)
  case json(String)
  case pairs(depth: Int, count: Int)
  case churn(count: Int)
  case recursion(depth: Int, isDistinct: Bool)
  case threads(Int, count: Int)
  case tasks(count: Int)

  static let usage = """
    parse FILE | insert FILE | yaml FILE | text FILE | json FILE | pairs DEPTH COUNT | churn COUNT | recursion DEPTH distinct|few \
    | threads EVEN-NUMBER COUNT | tasks COUNT
    """

  public init?(_ arguments: [String]) {
    let numbers = arguments.dropFirst().map { Int($0) ?? 0 }
    switch (arguments.first, arguments.count) {
    case ("parse", 2): self = .parse(arguments[1])
    case ("insert", 2): self = .insert(arguments[1])
    case ("yaml", 2): self = .yaml(arguments[1])
    case ("text", 2): self = .text(arguments[1])
    case ("json", 2): self = .json(arguments[1])
    case ("pairs", 3) where numbers[0] > 0 && numbers[1] > 0: self = .pairs(depth: numbers[0], count: numbers[1])
    case ("churn", 2) where numbers[0] > 0: self = .churn(count: numbers[0])
    case ("recursion", 3) where 4...24 ~= numbers[0] && ["distinct", "few"].contains(arguments[2]):
      self = .recursion(depth: numbers[0], isDistinct: arguments[2] == "distinct")
    case ("threads", 3) where 2...64 ~= numbers[0] && numbers[0] % 2 == 0 && numbers[1] > 0:
      self = .threads(numbers[0], count: numbers[1])
    case ("tasks", 2) where numbers[0] > 0: self = .tasks(count: numbers[0])
    default: return nil
    }
  }

  public func run() throws -> String {
    switch self {
    case .parse(let path): "\(try countTokens(path)) tokens"
    case .insert(let path): "\(try insertLines(path)) rows"
    case .yaml(let path): "\(try countNodes(path)) nodes"
    case .text(let path): try describeText(path)
    case .json(let path): try decodeSources(path)
    case .pairs(let depth, let count): "\(nanosecondsPerPair(depth: depth, count: count)) ns"
    case .churn(let count): "sum \(churn_blocks(count))"
    case .recursion(let depth, let isDistinct): "sum \(walk_call_paths(Int32(depth), isDistinct))"
    case .threads(let threads, let count): "sum \(hand_over_blocks(Int32(threads), count))"
    case .tasks(let count): "sum \(waiting { await runTasks(count) })"
    }
  }
}

/// The body of both programs.
public func runWorkload() throws {
  guard let workload = Workload(Array(CommandLine.arguments.dropFirst())) else {
    fatalError("usage: \(Workload.usage)")
  }
  print(try workload.run())
}
