import Reports
import Snapshots
import Testing

/// The lines of a document, whose first one begins with the format and the version.
private func lines(_ json: [UInt8], _ format: String) -> [String] {
  let text = String(decoding: json, as: UTF8.self)
  let start = "{\"format\":\"swift-memory-profiler \(format)\",\"version\":1,"
  #expect(text.hasPrefix(start) && text.hasSuffix("}\n"))
  return text.dropFirst(start.count).split(separator: "\n").map(String.init)
}

private let item = HeapCensus(rows: [HeapCensus.Row(type: "App.\"Item\"", count: 2, bytes: 80)])

@Test func aCensusAsJSONHasALineForEachType() {
  #expect(
    lines(item.json(), "heap census") == [
      "\"total\":{\"blocks\":2,\"bytes\":80},\"types\":[",
      "{\"type\":\"App.\\\"Item\\\"\",\"blocks\":2,\"bytes\":80}]}",
    ])
}

@Test func aDifferenceAsJSONHasBothMoments() {
  let difference = HeapCensus(rows: [HeapCensus.Row(type: "A", count: 3, bytes: 9)]).compared(
    to: HeapCensus(rows: [HeapCensus.Row(type: "A", count: 1, bytes: 10)]))
  #expect(
    lines(difference.json(), "heap census difference") == [
      "\"difference\":{\"blocks\":2,\"bytes\":-1},\"types\":[",
      "{\"type\":\"A\",\"earlier\":{\"blocks\":1,\"bytes\":10},\"later\":{\"blocks\":3,\"bytes\":9},"
        + "\"difference\":{\"blocks\":2,\"bytes\":-1}}]}",
    ])
}

@Test func theLastStepOfAPathAsJSONLeadsNowhere() {
  let path = HeapPath(
    root: "global a", steps: [HeapStep(type: "A", property: ".b", ownership: .weak, bytes: 32), HeapStep(type: "B")])
  #expect(
    lines(path.json(), "heap path") == [
      "\"root\":\"global a\",\"steps\":[{\"type\":\"A\",\"bytes\":32,\"property\":\".b\",\"ownership\":\"weak\"},"
        + "{\"type\":\"B\",\"bytes\":null,\"property\":null,\"ownership\":null}]}"
    ])
}

@Test func leaksAsJSONHaveALineForEachGroup() {
  let report = LeakReport(
    groups: [selfEdge, families], suppressed: LeakReport.Suppressed(leaks: 1, total: BlockTotal(blocks: 2, bytes: 3)),
    missingTracebacks: "they are older")
  let text = lines(report.json(), "leaks")
  #expect(text.count == 3)
  #expect(
    text[0] == "\"scope\":\"leaks\",\"leaks\":101,\"total\":{\"blocks\":301,\"bytes\":20848},"
      + "\"suppressed\":{\"leaks\":1,\"total\":{\"blocks\":2,\"bytes\":3}},\"missingTracebacks\":\"they are older\",\"groups\":["
  )
  #expect(text[1].hasPrefix("{\"kind\":\"retain cycle\",\"objects\":3,\"bytes\":208,\"occurrences\":100,\"path\":[{"))
  #expect(
    text[1].contains(
      "\"frames\":[{\"function\":\"Catalog.makeFamily(_:)\",\"file\":\"/home/app/Sources/App/Family.swift\","))
  // A cycle's last step leads on.
  #expect(
    text[2] == "{\"kind\":\"retain cycle\",\"objects\":1,\"bytes\":48,\"occurrences\":1,"
      + "\"path\":[{\"type\":\"App.Player\",\"bytes\":48,\"property\":\".onEnd\",\"ownership\":\"strong\"}],"
      + "\"contents\":[],\"frames\":null,\"occurrencesAtTraceback\":null,\"isTruncated\":false}]}")
}

@Test func aNeighbourhoodAsJSONHasAllNodesAndEdges() {
  let around = HeapNeighbourhood(
    nodes: [
      HeapNeighbourhood.Node(id: 7, type: "A", bytes: 8, retainedBytes: 9, isCentre: true),
      HeapNeighbourhood.Node(id: 8, type: "global a", isRoot: true),
    ], edges: [HeapNeighbourhood.Edge(from: 8, to: 7)])
  #expect(
    lines(around.json(), "heap neighbourhood") == [
      "\"title\":null,\"nodes\":[",
      "{\"id\":7,\"type\":\"A\",\"bytes\":8,\"retainedBytes\":9,\"isCentre\":true,\"isRoot\":false},",
      "{\"id\":8,\"type\":\"global a\",\"bytes\":null,\"retainedBytes\":null,\"isCentre\":false,\"isRoot\":true}],\"edges\":[",
      "{\"from\":8,\"to\":7,\"label\":null,\"ownership\":\"strong\"}]}",
    ])
}
