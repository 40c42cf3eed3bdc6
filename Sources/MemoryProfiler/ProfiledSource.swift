/// What `@Profiled` found in the source and wrote into the program: constant data, so that a table prints
/// complete on a machine without the sources.
public struct ProfiledSource: Sendable {
  /// As a person would write it: `Catalog.load(path:)`.
  public var function: StaticString
  /// The compiler's `#filePath`.
  public var file: StaticString
  /// The line in `file` of the first line of `text`, the attribute's own.
  public var firstLine: Int
  /// The source lines of the declaration, attribute included, joined by newlines.
  public var text: StaticString

  /// All four as the macro found them.
  public init(function: StaticString, file: StaticString, firstLine: Int, text: StaticString) {
    self.function = function
    self.file = file
    self.firstLine = firstLine
    self.text = text
  }
}
