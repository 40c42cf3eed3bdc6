// The programs of Fixtures/LineTables, each run as a process of its own and held against what is written beside its
// lines.
import Foundation
import Testing

@Suite struct LineTableTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appendingPathComponent("../../LineTables").standardizedFileURL

  /// The names of the files that say what their lines must show.
  private static let fixtures: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { source($0).contains("  //! ") }.map { String($0.dropLast(".swift".count)) }.sorted()
  }()

  private static func source(_ file: String) -> String {
    (try? String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)) ?? ""
  }

  private static func tables(_ fixture: String) -> [PrintedTable] {
    let run = Programs.run("LineTables", [fixture])
    #expect(run.status == 0 && run.standardError == "", "\(fixture): \(run.standardError)")
    return PrintedTable.all(in: run.standardOutput)
  }

  @Test func everyFixtureIsFound() { #expect(Self.fixtures.count >= 12) }

  @Test(arguments: fixtures)
  func everyLineShowsWhatIsWrittenBesideIt(_ fixture: String) {
    let expectations = Expectation.all(in: Self.source(fixture + ".swift"))
    let tables = Self.tables(fixture)
    #expect(Set(expectations.keys).subtracting(tables.flatMap(\.lines)) == [], "lines that no table shows")
    for table in tables {
      #expect(table.faults(expectations, n: table.n) == [], "\(fixture), \(table.heading)")
    }
  }

  @Test(arguments: fixtures)
  func theRowsSumToTheTotalsOfTheCall(_ fixture: String) {
    for table in Self.tables(fixture) {
      #expect(table.total != nil, "\(fixture), \(table.heading)")
      for column in ["Increment", "Traced", "Allocs"] {
        let sum = table.rows.compactMap { number($0[column]) }.reduce(0, +)
        #expect(sum == number(table.total?[column]), "\(column) in \(fixture), \(table.heading)")
      }
    }
  }

  @Test(arguments: ["EightThreads", "EightTasks"])
  func eightAtOnceEachHaveATableOfTheirOwn(_ fixture: String) {
    let tables = Self.tables(fixture)
    let named = tables.filter { $0.heading.hasPrefix("Profile: ") }.compactMap(\.n)
    let perCall = tables.filter { $0.heading.contains("ForItself(") }.compactMap(\.n)
    #expect(named.sorted() == Array(1...8))
    #expect(perCall.sorted() == Array(1...8))
  }
}

extension PrintedTable {
  fileprivate var lines: [Int] { rows.compactMap { number($0["Line #"]) } }

  /// What `n` stands for: the block's name, or the number of blocks that one call allocated.
  fileprivate var n: Int? {
    if heading.contains("ForItself(") { return number(total?["Allocs"]) }
    return Int(heading.replacingOccurrences(of: "Profile: ", with: ""))
  }
}
