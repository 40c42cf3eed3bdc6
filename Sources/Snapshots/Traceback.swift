/// Where a block was allocated, as addresses of the recorded process.
public struct Traceback: Hashable, Sendable {
  /// Innermost first. Empty for a block that was recorded without its traceback.
  public var frames: [CodeAddress]
  /// Whether the walk stopped before the outermost caller: at the frame limit, or where the stack could not be read.
  public var isTruncated: Bool

  /// A traceback as it was walked.
  public init(frames: [CodeAddress], isTruncated: Bool = false) {
    self.frames = frames
    self.isTruncated = isTruncated
  }
}
