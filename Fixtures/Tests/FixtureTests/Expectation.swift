// What is written beside a line of a fixture: `//! traced=2*1_000-8 allocs=2 runs=1 peak=1_000 rss≈64MiB`.
import Foundation

struct Expectation {
  var line: Int
  /// By the word before the sign, with what stands behind it; `runs=never` is a line without cells, and `runtime` one on
  /// which the Swift runtime allocates what is its own affair: tasks and their stacks.
  private var terms: [String: String] = [:]

  private static let columns = ["traced": "Traced", "allocs": "Allocs", "runs": "Occurrences", "peak": "Peak"]

  /// Of a line with nothing written beside it: no bytes, no blocks.
  init(line: Int) { self.line = line }

  /// nil for a line that says nothing.
  init?(line: Int, text: String) {
    guard let comment = text.range(of: "//!") else { return nil }
    self.line = line
    for word in text[comment.upperBound...].split(separator: " ") {
      let parts = word.split(whereSeparator: { "=≈".contains($0) }).map(String.init)
      terms[parts[0]] = parts.count == 2 ? parts[1] : ""
    }
  }

  /// Of a source file, by line.
  static func all(in source: String) -> [Int: Expectation] {
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    let all = lines.enumerated().compactMap { Expectation(line: $0 + 1, text: String($1)) }
    return Dictionary(uniqueKeysWithValues: all.map { ($0.line, $0) })
  }

  /// One sentence for each cell of the row that shows something else. `n` is the number the table goes by.
  func faults(of row: [String: String], n: Int?) -> [String] {
    if terms["runs"] == "never" {
      let shown = Self.columns.values.compactMap { row[$0] }.joined()
      return shown.isEmpty ? [] : ["\(line): shows \(shown) for a line that never runs"]
    }
    var terms = terms
    let isRuntimes = terms.removeValue(forKey: "runtime") != nil
    let unsaid = isRuntimes ? [:] : ["traced": "0", "allocs": "0"].filter { row[Self.columns[$0.key]!] != "" }
    return terms.merging(unsaid) { written, _ in written }.sorted { $0.key < $1.key }.compactMap { word, term in
      fault(of: row, word, term, n)
    }
  }

  private func fault(of row: [String: String], _ word: String, _ term: String, _ n: Int?) -> String? {
    if word == "rss" { return residentFault(of: row, term) }
    guard let column = Self.columns[word], let value = Self.value(of: term, n: n) else {
      return "\(line): '\(word)' with '\(term)' is no expectation"
    }
    let shown = number(row[column])
    return shown == value ? nil : "\(line): \(column) is \(shown.map(String.init) ?? "empty"), not \(value)"
  }

  /// RSS is the process's: a tenth is left for pages of others and for the kernel's way of counting.
  private func residentFault(of row: [String: String], _ term: String) -> String? {
    guard term.hasSuffix("MiB"), let mebibytes = Int(term.dropLast(3)) else {
      return "\(line): '\(term)' is no RSS in MiB"
    }
    let shown = number(row["Increment"]) ?? 0
    let isNear = abs(shown - mebibytes << 20) <= abs(mebibytes << 20) / 10
    return isNear ? nil : "\(line): Increment is \(shown) B, not about \(mebibytes) MiB"
  }

  /// Sums and differences of products: `-2*1_000+n`.
  static func value(of term: String, n: Int?) -> Int? {
    let signed = term.replacingOccurrences(of: "-", with: "+-").split(separator: "+")
    let values = signed.map { product in
      product.replacingOccurrences(of: "-", with: "-1*").split(separator: "*").reduce(Int?.some(1)) { result, factor in
        let value = factor == "n" ? n : Int(factor.replacingOccurrences(of: "_", with: ""))
        return result.flatMap { left in value.map { left * $0 } }
      }
    }
    return values.isEmpty
      ? nil : values.reduce(Int?.some(0)) { sum, value in sum.flatMap { s in value.map { s + $0 } } }
  }
}

extension PrintedTable {
  /// One sentence for each cell that shows something other than what is written beside its line, and for each line
  /// without anything written that shows traced bytes or blocks.
  func faults(_ expectations: [Int: Expectation], n: Int?) -> [String] {
    rows.flatMap { row in
      let line = number(row["Line #"]) ?? 0
      return (expectations[line] ?? Expectation(line: line)).faults(of: row, n: n)
    }
  }
}
