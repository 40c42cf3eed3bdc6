/// The columns of a line table between `Line #` and `Line Contents`.
public struct TableColumns: OptionSet, Sendable {
  /// One bit a column.
  public let rawValue: Int
  /// Columns by their bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// `Mem usage`: RSS after the line last ran, MiB.
  public static let memoryUsage = TableColumns(rawValue: 1 << 0)
  /// `Increment`: RSS after − before, summed over the line's runs, MiB.
  public static let increment = TableColumns(rawValue: 1 << 1)
  /// `Occurrences`: how often the line began to run.
  public static let occurrences = TableColumns(rawValue: 1 << 2)
  /// `Traced`: bytes allocated − freed.
  public static let traced = TableColumns(rawValue: 1 << 3)
  /// `Peak`: the highest traced bytes above the start of a run.
  public static let peak = TableColumns(rawValue: 1 << 4)
  /// `Allocs`: blocks allocated.
  public static let allocations = TableColumns(rawValue: 1 << 5)
  /// Wall time on the line.
  public static let time = TableColumns(rawValue: 1 << 6)

  /// memory_profiler's five, byte for byte.
  public static let classic: TableColumns = [.memoryUsage, .increment, .occurrences]
  /// All but `time`.
  public static let standard: TableColumns = [.memoryUsage, .increment, .occurrences, .traced, .peak, .allocations]
}

/// What one line did, summed over its runs.
public struct LineCost: Hashable, Sendable {
  /// nil where it cannot be known how often the line ran.
  public var occurrences: Int?
  /// RSS in bytes after the line last ran; nil where it was not measured.
  public var residentAfter: Int?
  /// Bytes of RSS after − before, summed over the runs.
  public var residentIncrement: Int?
  /// Bytes allocated − freed by the line's own execution, callees included.
  public var traced: Int
  /// The highest traced bytes above the line's start in any one run.
  public var peak: Int
  /// Blocks allocated.
  public var allocations: Int
  /// Wall time in nanoseconds.
  public var nanoseconds: Int

  /// What was measured; nil where it was not.
  public init(
    occurrences: Int?, residentAfter: Int? = nil, residentIncrement: Int? = nil, traced: Int = 0, peak: Int = 0,
    allocations: Int = 0, nanoseconds: Int = 0
  ) {
    self.occurrences = occurrences
    self.residentAfter = residentAfter
    self.residentIncrement = residentIncrement
    self.traced = traced
    self.peak = peak
    self.allocations = allocations
    self.nanoseconds = nanoseconds
  }
}

/// A profiled function or block, line by line: a model without measuring or text.
public struct LineTable: Hashable, Sendable {
  /// A line of the source with its cost.
  public struct Row: Hashable, Sendable {
    /// nil where no line could be found for the address; `text` then says why.
    public var line: Int?
    /// The source line, or in parentheses why there is none.
    public var text: String
    /// nil for a line that never ran.
    public var cost: LineCost?

    /// A row.
    public init(line: Int?, text: String, cost: LineCost?) {
      self.line = line
      self.text = text
      self.cost = cost
    }
  }

  /// What was profiled; the raw value stands before `name`.
  public enum Kind: String, Sendable {
    /// A function, over its calls.
    case function = "Function"
    /// A block, once.
    case block = "Profile"
  }

  /// As printed after `Filename:`.
  public var file: String
  /// The function's or block's name; printed except in the classic layout.
  public var name: String?
  /// What stands before `name`.
  public var kind: Kind
  /// In the order in which they print.
  public var rows: [Row]
  /// The call as a whole, measured from its start to its end and not added up from the rows: their increments, traced
  /// bytes and allocations sum to it. Printed as the last row except in the classic layout.
  public var total: LineCost?
  /// Sentences printed under the table: what was dropped, why lines are missing.
  public var notes: [String]

  /// A table of these rows.
  public init(
    file: String, name: String? = nil, kind: Kind = .function, rows: [Row], total: LineCost? = nil, notes: [String] = []
  ) {
    self.file = file
    self.name = name
    self.kind = kind
    self.rows = rows
    self.total = total
    self.notes = notes
  }
}
