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
    case standardOutput
    case standardError
    /// Appended to the file at this path.
    case file(String)
    case handler(@Sendable (String) -> Void)
  }

  public var columns: TableColumns
  /// Digits after the decimal point of MiB figures.
  public var precision: Int
  public var output: Output
  public var report: Report

  public init(
    columns: TableColumns = .standard, precision: Int = 1, output: Output = .standardOutput, report: Report = .atExit
  ) {
    self.columns = columns
    self.precision = precision
    self.output = output
    self.report = report
  }
}
