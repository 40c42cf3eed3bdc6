import Reports

/// How a profile measures and prints.
public struct ProfileOptions: Sendable {
  /// When a table prints.
  public enum Report: Sendable {
    /// One table per function when the process exits, over all calls.
    case atExit
    /// A table each time a call ends.
    case eachCall
  }

  /// Where a table goes.
  public enum Output: Sendable {
    /// After what the program printed so far, which is flushed first.
    case standardOutput
    /// Unbuffered.
    case standardError
    /// Appended to the file at this path.
    case file(String)
    /// Called with each table on the thread on which it is due, at exit the exiting one. What it allocates is not recorded.
    case handler(@Sendable (String) -> Void)
  }

  /// Which columns print. Without `memoryUsage` and `increment` RSS is not read, which makes a line some two hundred times cheaper.
  public var columns: TableColumns
  /// Digits after the decimal point of MiB figures.
  public var precision: Int
  /// Where tables go. One that cannot be written there goes to standard error, with the reason.
  public var output: Output
  /// When the table of a function prints; a block's prints when it ends.
  public var report: Report

  /// The defaults print the standard table on standard output, a function's at exit.
  public init(
    columns: TableColumns = .standard, precision: Int = 1, output: Output = .standardOutput, report: Report = .atExit
  ) {
    self.columns = columns
    self.precision = precision
    self.output = output
    self.report = report
  }
}
