import Reports
import Testing

private func lines(_ path: HeapPath, limit: Int? = nil) -> [String] {
  path.rendered(limit: limit).split(separator: "\n").map(String.init)
}

@Test func aPathGoesFromItsRootToTheObject() {
  let path = HeapPath(
    root: "global App.cache",
    steps: [
      HeapStep(type: "App.Cache", property: ".entries"),
      HeapStep(type: "Swift._DictionaryStorage<Swift.String, App.Entry>", property: "[\"user-1\"]"),
      HeapStep(type: "App.Entry"),
    ])
  #expect(
    path.description == """
      global App.cache
        → App.Cache
        .entries → _DictionaryStorage<String, App.Entry>
        ["user-1"] → App.Entry
      """)
}

@Test func referencesThatAreNotStrongAreMarked() {
  let path = HeapPath(
    root: "stack of thread 1",
    steps: [
      HeapStep(type: "A", property: ".b", ownership: .unmanaged), HeapStep(type: "B", ownership: .weak),
      HeapStep(type: "C"),
    ])
  #expect(lines(path) == ["stack of thread 1", "  → A", "  .b (unmanaged) → B", "  (weak) → C"])
}

@Test func theStepsOfAListAreToldOnce() {
  let list = HeapPath(root: "r", steps: Array(repeating: HeapStep(type: "Node", property: ".next"), count: 10_001))
  #expect(lines(list) == ["r", "  → Node", "  .next → Node  (×10,000)"])
}

@Test func repeatedStepsOverSeveralObjectsAreToldOnce() {
  let level = [HeapStep(type: "Tree", property: ".children"), HeapStep(type: "Storage", property: "[0]")]
  let tree = HeapPath(root: "r", steps: [level, level, level, level, [HeapStep(type: "Leaf")]].flatMap { $0 })
  #expect(
    lines(tree) == [
      "r", "  → Tree", "  .children → Storage", "  [0] → Tree  (these 2 steps ×3)", "  .children → Storage",
      "  [0] → Leaf",
    ])
}

@Test func twoEqualStepsAreNoRepetition() {
  let path = HeapPath(root: "r", steps: Array(repeating: HeapStep(type: "Node", property: ".next"), count: 3))
  #expect(lines(path) == ["r", "  → Node", "  .next → Node", "  .next → Node"])
}

@Test func aLongPathKeepsItsBeginningAndItsEnd() {
  let path = HeapPath(root: "r", steps: (0..<100).map { HeapStep(type: "T\($0)", property: ".p") })
  #expect(lines(path, limit: 3) == ["r", "  → T0", "  .p → T1", "  … 97 more lines", "  .p → T99"])
  #expect(lines(path).count == 101)
}

@Test func onlyTheStandardLibrarysPrefixIsDropped() {
  let path = HeapPath(root: "r", steps: [HeapStep(type: "App.Swift.Box<Swift.Int, MySwift.Map<Swift.Set<Swift.Int>>>")])
  #expect(lines(path)[1] == "  → App.Swift.Box<Int, MySwift.Map<Set<Int>>>")
}

@Test func aNameCannotMoveTheCursor() {
  let path = HeapPath(root: "a\nb", steps: [HeapStep(type: "T\u{1B}[2J")])
  #expect(lines(path) == ["a\\nb", "  → T?[2J"])
}
