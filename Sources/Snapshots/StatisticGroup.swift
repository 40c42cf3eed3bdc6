/// By what the blocks of a snapshot are added up.
public enum StatisticGrouping: Hashable, Sendable, CaseIterable {
  /// Source lines.
  case line
  /// Source files.
  case file
  /// Functions, by name.
  case function
  /// Whole tracebacks.
  case traceback
  /// Types of the blocks, by name. They are known of `AllocationSite.live` only: of every other count all blocks are of
  /// the type `<unknown>`.
  case type
}

/// What the blocks of one statistic have in common.
public enum StatisticGroup: Hashable, Sendable {
  /// A line of a source file; line 0 where it is unknown.
  case line(file: String, line: Int)
  /// A source file.
  case file(String)
  /// A function.
  case function(String)
  /// A whole traceback.
  case traceback(SourceTraceback)
  /// A type; `<unknown>` for blocks whose type is not known.
  case type(String)
}

extension StatisticGroup {
  /// The traceback, of a group of `.traceback`; nil of others.
  public var traceback: SourceTraceback? {
    if case .traceback(let traceback) = self { traceback } else { nil }
  }
}

extension StatisticGroup: CustomStringConvertible {
  /// tracemalloc's spelling: a file is its line 0, a traceback is its outermost frame.
  public var description: String {
    switch self {
    case .line(let file, let line): "\(file):\(line)"
    case .file(let file): "\(file):0"
    case .function(let name), .type(let name): name
    case .traceback(let traceback): traceback.description
    }
  }
}

extension StatisticGroup: Comparable {
  /// Within one grouping: lines by file and number, files, functions and types by name, tracebacks from their outermost
  /// frame. Groups of different groupings are in the order of `StatisticGrouping`.
  public static func < (left: StatisticGroup, right: StatisticGroup) -> Bool {
    switch (left, right) {
    case (.line(let leftFile, let leftLine), .line(let rightFile, let rightLine)):
      (leftFile, leftLine) < (rightFile, rightLine)
    case (.file(let left), .file(let right)), (.function(let left), .function(let right)),
      (.type(let left), .type(let right)):
      left < right
    case (.traceback(let left), .traceback(let right)): left < right
    default: left.rank < right.rank
    }
  }

  private var rank: Int {
    switch self {
    case .line: 0
    case .file: 1
    case .function: 2
    case .traceback: 3
    case .type: 4
    }
  }
}
