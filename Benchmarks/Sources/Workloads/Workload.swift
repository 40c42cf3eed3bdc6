/// What a benchmark program does, chosen by its arguments: `parse FILE`, `insert FILE`, `yaml FILE` or `pairs DEPTH COUNT`.
/// The programs print what they did, so that a run that did nothing is seen.
public enum Workload {
  case parse(String)
  case insert(String)
  case yaml(String)
  case pairs(depth: Int, count: Int)

  public init?(_ arguments: [String]) {
    switch (arguments.first, arguments.count) {
    case ("parse", 2): self = .parse(arguments[1])
    case ("insert", 2): self = .insert(arguments[1])
    case ("yaml", 2): self = .yaml(arguments[1])
    case ("pairs", 3):
      guard let depth = Int(arguments[1]), let count = Int(arguments[2]), depth > 0, count > 0 else { return nil }
      self = .pairs(depth: depth, count: count)
    default: return nil
    }
  }

  public func run() throws -> String {
    switch self {
    case .parse(let path): "\(try countTokens(path)) tokens"
    case .insert(let path): "\(try insertLines(path)) rows"
    case .yaml(let path): "\(try countNodes(path)) nodes"
    case .pairs(let depth, let count): "\(nanosecondsPerPair(depth: depth, count: count)) ns"
    }
  }
}

/// The body of both programs.
public func runWorkload() throws {
  guard let workload = Workload(Array(CommandLine.arguments.dropFirst())) else {
    fatalError("usage: parse FILE | insert FILE | yaml FILE | pairs DEPTH COUNT")
  }
  print(try workload.run())
}
