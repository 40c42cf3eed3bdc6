/// Keeps or removes the blocks of some places, as tracemalloc's `Filter` and `DomainFilter` do: what was allocated by a
/// frame whose file, line, function and module all match. What is not given matches everything.
public struct Filter: Hashable, Sendable {
  /// Whether matching blocks are kept (`include`) or removed (`exclude`).
  public let isInclusive: Bool
  /// A glob (`*`, which also stands for `/`, `?`, `[a-z]`, `[!a-z]`) for the whole of the frame's file name. Unknown
  /// files are called `<unknown>`.
  public let file: String?
  /// The line in that file; 0 for frames without one.
  public let line: Int?
  /// A glob for the whole of the function's name as people read it, with types, `App.load(Swift.String) -> ()`, or as they
  /// write it, `App.load(_:)`; `<unknown>` where nothing names it. With `allFrames` and without file and line, it looks also at functions that are left out of symbolized tracebacks.
  public let function: String?
  /// A glob for the whole path of the loaded image that the frame's address lies in; `<unknown>` when it lies in none.
  /// With `allFrames` and without file and line, it looks also at the addresses that are left out of symbolized tracebacks.
  public let module: String?
  /// Whether any frame of the traceback may match; otherwise only the innermost.
  public let allFrames: Bool

  private init(
    isInclusive: Bool, file: String?, line: Int?, function: String?, module: String?, allFrames: Bool
  ) {
    self.isInclusive = isInclusive
    self.file = file
    self.line = line
    self.function = function
    self.module = module
    self.allFrames = allFrames
  }

  /// Keeps what matches. With several of these a block has to match one.
  public static func include(
    file: String? = nil, line: Int? = nil, function: String? = nil, module: String? = nil, allFrames: Bool = false
  ) -> Filter {
    Filter(
      isInclusive: true, file: file, line: line, function: function, module: module, allFrames: allFrames)
  }

  /// Removes what matches, also when an inclusive filter matches too.
  public static func exclude(
    file: String? = nil, line: Int? = nil, function: String? = nil, module: String? = nil, allFrames: Bool = false
  ) -> Filter {
    Filter(
      isInclusive: false, file: file, line: line, function: function, module: module, allFrames: allFrames)
  }
}
