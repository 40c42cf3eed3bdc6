import Reports
import Testing

private typealias Node = HeapNeighbourhood.Node
private typealias Edge = HeapNeighbourhood.Edge

/// The statements of the graph without those on how it looks in general.
private func statements(_ dot: String) -> [String] {
  dot.split(separator: "\n").dropFirst(4).dropLast().map { String($0.dropFirst(2)) }
}

private func statements(_ nodes: [Node], _ edges: [Edge]) -> [String] {
  statements(HeapNeighbourhood(nodes: nodes, edges: edges).dot())
}

@Test func aCycleIsDrawnWithItsSizesAndItsTitle() {
  #expect(families.dot().hasPrefix("digraph heap {\n  graph [rankdir=LR,"))
  #expect(families.dot().hasSuffix("\n}\n"))
  #expect(
    statements(families.dot()) == [
      "label=\"Leak: 3 objects, 208 B, retain cycle (×100)\";", "n0 [label=\"Catalog.Parent\\n48 B\"];",
      "n1 [label=\"_ContiguousArrayStorage<Child>\\n104 B\"];", "n2 [label=\"Catalog.Child\\n56 B\"];",
      "n0 -> n1 [label=\".children\"];", "n1 -> n2 [label=\"[0]\"];", "n2 -> n0 [label=\".parent\"];",
    ])
}

@Test func whatNothingRefersToIsDrawnAsAChain() {
  #expect(statements(retainedByHand.dot()).filter { $0.contains("->") } == ["n0 -> n1 [label=\".items\"];"])
}

@Test func aPathIsDrawnFromItsRoot() {
  let path = HeapPath(root: "global App.cache", steps: [HeapStep(type: "A", property: ".b"), HeapStep(type: "B")])
  let drawn = statements(path.dot())
  #expect(drawn[0] == "n0 [label=\"A\"];")
  #expect(drawn[1].hasPrefix("n1 [label=\"B\", penwidth=2.5"))
  #expect(drawn[2].hasPrefix("n2 [label=\"global App.cache\", shape=ellipse"))
  #expect(drawn[3...] == ["n2 -> n0;", "n0 -> n1 [label=\".b\"];"])
}

@Test func theMiddleOfALongPathIsOneNode() {
  let path = HeapPath(root: "r", steps: (0..<500).map { HeapStep(type: "T\($0)", property: ".p") })
  let drawn = statements(path.dot())
  #expect(drawn[20] == "n20 [label=\"… 460 more objects\"];")
  #expect(drawn.count == 42 + 41)
}

@Test func quotesBackslashesNewlinesAndEntitiesAreEscaped() {
  let nodes = [Node(id: 1, type: "closure \"a\\n\" P&lt;\nQ")]
  #expect(statements(nodes, []) == ["n1 [label=\"closure \\\"a\\\\n\\\" P&amp;lt;\\nQ\"];"])
}

@Test func aQuoteWithAMarkOnItIsEscapedToo() {
  #expect(statements([Node(id: 1, type: "a\"\u{301}")], []) == ["n1 [label=\"a\\\"\u{301}\"];"])
}

@Test func anyNumberNamesANode() {
  #expect(statements([Node(id: -5, type: "A")], [Edge(from: -5, to: 5)]) == ["m5 [label=\"A\"];", "m5 -> n5;"])
}

@Test func weakReferencesAreDashedAndUnownedOnesDotted() {
  let nodes = [Node(id: 1, type: "A"), Node(id: 2, type: "B")]
  let edges = [
    Edge(from: 1, to: 2, label: ".d", ownership: .weak), Edge(from: 1, to: 2, label: ".o", ownership: .unowned),
    Edge(from: 1, to: 2, ownership: .unmanaged), Edge(from: 2, to: 1, label: ".s"),
  ]
  #expect(
    statements(nodes, edges)[2...] == [
      "n1 -> n2 [label=\".d\\nweak\", style=dashed];", "n1 -> n2 [label=\".o\\nunowned\", style=dotted];",
      "n1 -> n2 [label=\"unmanaged\", style=dotted];", "n2 -> n1 [label=\".s\"];",
    ])
}

@Test func retainedBytesStandBesideTheObjectsOwn() {
  #expect(
    statements([Node(id: 1, type: "A", bytes: 48, retainedBytes: 4096)], [])[0]
      == "n1 [label=\"A\\n48 B, retains 4096 B\"];")
}

@Test func aLongNameIsBrokenAndComplete() {
  let type = "NIOCore.EventLoopFuture<Swift.Result<App.Item, any Swift.Error>>"
  #expect(
    statements([Node(id: 1, type: type)], []) == [
      "n1 [label=\"NIOCore.EventLoopFuture<\\nResult<App.Item, any Error>>\"];"
    ])
}

@Test func manyEqualElementsAreDrawnAsOne() {
  let array = Node(id: 0, type: "Storage", bytes: 8, isCentre: true)
  let items = (1...500).map { Node(id: $0, type: "Item", bytes: 80) }
  let drawn = statements([array] + items, items.map { Edge(from: 0, to: $0.id, label: "[\($0.id - 1)]") })
  #expect(
    drawn[1...] == ["n1 [label=\"500 × Item\\n39.1 KiB\", peripheries=2];", "n0 -> n1 [label=\"[0] … [499]\"];"])
}

@Test func whatRefersByTheSamePropertyIsDrawnAsOne() {
  let waiters = (1...4).map { Node(id: $0, type: "Waiter") }
  let drawn = statements(
    [Node(id: 0, type: "Session", isCentre: true)] + waiters,
    waiters.map { Edge(from: $0.id, to: 0, label: ".session") })
  #expect(drawn[1...] == ["n1 [label=\"4 × Waiter\", peripheries=2];", "n1 -> n0 [label=\".session\"];"])
}

@Test(arguments: [
  // Three are few.
  (1...3).map { Node(id: $0, type: "Item") },
  // Roots are told apart.
  (1...4).map { Node(id: $0, type: "Item", isRoot: true) },
  // So are types.
  (1...4).map { Node(id: $0, type: "Item\($0)") },
])
func whatIsNotAlikeOrNotMuchIsDrawnOneByOne(nodes: [HeapNeighbourhood.Node]) {
  let drawn = statements(
    [Node(id: 0, type: "Storage")] + nodes, nodes.map { Edge(from: 0, to: $0.id, label: "[\($0.id)]") })
  #expect(drawn.count == 1 + 2 * nodes.count)
}

@Test func anObjectWithReferencesOfItsOwnIsNoLeaf() {
  let items = (1...4).map { Node(id: $0, type: "Item") }
  let edges = items.map { Edge(from: 0, to: $0.id, label: "[0]") } + [Edge(from: 4, to: 0, label: ".owner")]
  #expect(statements([Node(id: 0, type: "Storage")] + items, edges).count == 10)
}
