/// One step of a symbolized traceback. Prints as tracemalloc's frames do: `Catalog.swift:12`.
public struct SourceFrame: Hashable, Sendable {
  /// The function's name as people read it; `<unknown>` where nothing names it.
  public var function: String
  /// The source file; `<unknown>` where debug information gives none.
  public var file: String
  /// From 1; 0 where unknown.
  public var line: Int

  /// What stands in for a traceback of which nothing is known.
  public static let unknown = SourceFrame(file: unknownName, line: 0)
  /// tracemalloc's word, so that its users' filters keep their meaning.
  static let unknownName = "<unknown>"

  /// A place in the source.
  public init(function: String = "<unknown>", file: String, line: Int) {
    self.function = function
    self.file = file
    self.line = line
  }
}

extension SourceFrame: CustomStringConvertible {
  /// `file:line`, as tracemalloc prints a frame.
  public var description: String { "\(file):\(line)" }
}

extension SourceFrame: Comparable {
  /// By file, then line, then function.
  public static func < (left: SourceFrame, right: SourceFrame) -> Bool {
    (left.file, left.line, left.function) < (right.file, right.line, right.function)
  }
}
