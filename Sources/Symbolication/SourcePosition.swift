/// A place in a source file, as debug information names it.
public struct SourcePosition: Hashable, Sendable {
  /// Absolute where the compiler recorded its directory; `<compiler-generated>` for code without a source.
  public var file: String
  /// Half as wide as `Int`: a traceback has hundreds of locations.
  private var storedLine: Int32
  private var storedColumn: Int32

  /// A place; `column` 0 where it is not known.
  public init(file: String, line: Int, column: Int = 0) {
    self.file = file
    storedLine = Int32(clamping: line)
    storedColumn = Int32(clamping: column)
  }

  /// From 1; 0 where the compiler gave the instruction no line.
  public var line: Int {
    get { Int(storedLine) }
    set { storedLine = Int32(clamping: newValue) }
  }

  /// From 1; 0 where unknown.
  public var column: Int {
    get { Int(storedColumn) }
    set { storedColumn = Int32(clamping: newValue) }
  }

  /// Whether a person wrote this line: it has a number, and its file is not the compiler's own, as are the buffers
  /// into which macros expand.
  public var isWritten: Bool { line > 0 && !Self.placeholders.contains(file) && !file.hasPrefix(Self.macroBuffer) }

  /// What the compiler writes where there is no file.
  static let placeholders = ["<compiler-generated>", "<unknown>"]
  /// How the names of macro expansions begin.
  static let macroBuffer = "@__swiftmacro"
}
