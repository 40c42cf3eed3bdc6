/// The optional columns of a line table: titles, widths and what a cell shows.

struct TableColumn: Sendable {
  var option: TableColumns
  var title: String
  /// The first three stand where memory_profiler's stand; wider figures widen their column in the whole table.
  var minimumWidth: Int
  /// nil where nothing was measured.
  var value: @Sendable (LineCost, _ precision: Int) -> String?

  /// Empty for a line that never ran.
  func cell(_ cost: LineCost?, _ precision: Int) -> String {
    cost.flatMap { value($0, precision) } ?? ""
  }

  /// In the order in which they print.
  ///
  /// RSS is counted in pages and read as MiB; traced bytes are exact and print as such, grouped by thousands, always
  /// in the same unit: the eye compares lengths, a script removes the commas.
  static let all: [TableColumn] = [
    TableColumn(option: .memoryUsage, title: "Mem usage", minimumWidth: 12) { cost, precision in
      cost.residentAfter.map { mebibytes($0, precision) }
    },
    TableColumn(option: .increment, title: "Increment", minimumWidth: 12) { cost, precision in
      cost.residentIncrement.map { mebibytes($0, precision) }
    },
    TableColumn(option: .occurrences, title: "Occurrences", minimumWidth: 12) { cost, _ in cost.occurrences?.grouped },
    TableColumn(option: .traced, title: "Traced", minimumWidth: 13) { cost, _ in cost.traced.grouped + " B" },
    TableColumn(option: .peak, title: "Peak", minimumWidth: 13) { cost, _ in cost.peak.grouped + " B" },
    TableColumn(option: .allocations, title: "Allocs", minimumWidth: 8) { cost, _ in cost.allocations.grouped },
    TableColumn(option: .time, title: "Time", minimumWidth: 12) { cost, _ in
      cost.nanoseconds.decimal(dividedBy: 1_000_000, precision: 3) + " ms"
    },
  ]

  private static func mebibytes(_ bytes: Int, _ precision: Int) -> String {
    bytes.decimal(dividedBy: 1 << 20, precision: precision) + " MiB"
  }
}
