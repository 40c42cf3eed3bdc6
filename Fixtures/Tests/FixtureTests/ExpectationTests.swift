// The comparison itself must be able to fail.
import Testing

@Suite struct ExpectationTests {
  private let tables = PrintedTable.all(
    in: """
      result 1
      Filename: LineTables/A.swift
      Function: f()

      Line #        Mem usage    Increment  Occurrences        Traced          Peak   Allocs   Line Contents
      ======================================================================================================
           5  20.50000000 MiB   0.5000 MiB            1           0 B           0 B        0   @Profiled
           6                                                                                   func f() {
           7  84.50000000 MiB  64.0000 MiB        1,000      -1,008 B           5 B    2,000     g()
      ------------------------------------------------------------------------------------------------------
       Total  84.50000000 MiB  64.5000 MiB                   -1,008 B       4,000 B    2,000


      """)

  private func faults(_ comment: String, line: Int = 7) -> [String] {
    let source = String(repeating: "\n", count: line - 1) + "g()  " + comment
    return tables.flatMap { $0.faults(Expectation.all(in: source), n: 4) }
  }

  @Test func whatIsWrittenAndShownPasses() {
    #expect(faults("//! traced=-1_000-2*n allocs=500*n runs=1_000 peak=5") == [])
    #expect(faults("//! traced=-1_008 allocs=2_000 rss≈60MiB") == [])
  }

  @Test func aCellThatShowsSomethingElseIsAFault() {
    #expect(faults("//! traced=-1_008 allocs=1") == ["7: Allocs is 2000, not 1"])
    #expect(faults("//! traced=1_008 allocs=2_000 runs=2 peak=6").count == 3)
    #expect(faults("//! traced=-1_008 allocs=2_000 rss≈50MiB").count == 1)
  }

  @Test func whatIsNotWrittenMustNotBeShown() {
    #expect(faults("") == ["7: Allocs is 2000, not 0", "7: Traced is -1008, not 0"])
    #expect(faults("//! runs=never").count == 1)
  }

  @Test func aLineWithoutCellsNeverRan() {
    let written = "//! traced=-1_008 allocs=2_000"
    let both = String(repeating: "\n", count: 5) + "f  //! runs=1\ng  " + written
    #expect(tables[0].faults(Expectation.all(in: both), n: nil) == ["6: Occurrences is empty, not 1"])
    let never = String(repeating: "\n", count: 5) + "f  //! runs=never\ng  " + written
    #expect(tables[0].faults(Expectation.all(in: never), n: nil) == [])
  }

  @Test func aWordThatIsNoExpectationIsAFault() {
    #expect(faults("//! traced=-1_008 allocs=2_000 tracd=5") == ["7: 'tracd' with '5' is no expectation"])
    #expect(faults("//! traced=many allocs=2_000") == ["7: 'traced' with 'many' is no expectation"])
  }

  @Test func theTotalStandsApartFromTheRows() {
    #expect(tables.count == 1)
    #expect(tables[0].rows.count == 3)
    #expect(number(tables[0].total?["Increment"]) == 67_633_152)
    #expect(number(tables[0].total?["Occurrences"]) == nil)
  }
}
