import Testing

@testable import Reports

private let source = [
  "before()",
  "profile(\"load\") { step in  // not this brace: {",
  "  let text = step { read(\"}\") }",
  "  for _ in 0..<2 {",
  "    step { parse(text) }",
  "  }",
  "}",
  "after()",
]

private func cost(_ traced: Int, runs: Int? = 1, resident: Int? = nil) -> LineCost {
  LineCost(occurrences: runs, residentAfter: resident, residentIncrement: resident, traced: traced, allocations: 1)
}

private func located(_ line: Int, _ cost: LineCost?, file: String = "/app/main.swift", label: String? = nil)
  -> LocatedCost
{
  LocatedCost(file: file, line: line, label: label, cost: cost)
}

private func table(_ costs: [LocatedCost], source: Result<[String], MissingText> = .success(source)) -> LineTable {
  LineTable(name: "load", call: located(2, cost(7)), costs: costs, source: source) { String($0.dropFirst(5)) }
}

@Test func aBlockIsPrintedFromItsCallToTheBraceThatClosesIt() {
  let table = table([located(3, cost(10)), located(5, cost(20, runs: 2))])
  #expect(table.file == "main.swift")
  #expect(table.rows.map(\.line) == [2, 3, 4, 5, 6, 7])
  #expect(table.rows.map(\.text) == Array(source[1...6]))
  #expect(table.rows.map(\.cost?.traced) == [7, 10, nil, 20, nil, nil])
}

@Test func costsOfOneLineAreAddedUpAndTheLastResidentSizeStands() {
  let table = table([located(3, cost(10, runs: nil, resident: 5)), located(3, cost(-4, runs: 2, resident: 3))])
  let row = table.rows[1].cost
  #expect(row?.traced == 6)
  #expect(row?.occurrences == 2)
  #expect(row?.residentAfter == 3)
  #expect(row?.residentIncrement == 8)
  #expect(row?.allocations == 2)
}

@Test func stepsWrittenInOtherFilesComeLastWithTheirPlace() {
  let table = table([located(40, cost(1), file: "/app/Helper.swift"), located(3, cost(2))])
  #expect(table.rows.last?.line == nil)
  #expect(table.rows.last?.text == "(Helper.swift:40)")
  #expect(table.rows.last?.cost?.traced == 1)
}

@Test func withoutItsSourceABlockHasTheLinesThatCostSomethingAndTheReason() {
  let table = table(
    [located(5, cost(2), label: "parse"), located(3, cost(1))], source: .failure(MissingText("main.swift: gone")))
  #expect(table.rows.map(\.line) == [2, 3, 5])
  #expect(
    table.rows.map(\.text) == ["(main.swift: gone)", "(main.swift: gone)", "step(\"parse\") (main.swift: gone)"])
}

@Test func aBlockWhoseBracesDoNotMatchEndsAtItsLastCost() {
  let table = table([located(3, cost(1))], source: .success(Array(source.prefix(5))))
  #expect(table.rows.map(\.line) == [2, 3])
}

@Test func aLineBeyondTheFileKeepsItsCost() {
  let table = table([located(3, cost(1)), located(50, cost(2))])
  #expect(table.rows.compactMap(\.cost?.traced).reduce(0, +) == 10)
}
