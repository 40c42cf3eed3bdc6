import Snapshots
import Testing

@testable import Reports

private func frame(_ name: String) -> CallTree.Frame {
  CallTree.Frame(function: name, file: "/src/\(name).swift", line: 3, module: "app")
}

/// main calls load, which calls parse and read; main also calls idle. 100 bytes are live: parse 60, read 25, idle 15.
private let tree: CallTree = {
  var tree = CallTree()
  func add(_ live: Int, peak: Int, temporary: Int = 0, _ calls: String) {
    tree.add(
      CallTree.Counts(
        live: BlockTotal(blocks: live / 5, bytes: live), peak: BlockTotal(blocks: 1, bytes: peak),
        total: BlockTotal(blocks: 99, bytes: 999), temporaryBlocks: temporary),
      calls: calls.split(separator: " ").map { frame(String($0)) })
  }
  add(60, peak: 10, "start main load parse")
  add(25, peak: 200, temporary: 4, "start main load read")
  add(15, peak: 0, "start main idle")
  return tree
}()

private func view(_ width: Int = 80, _ height: Int = 12, keys: String = "", inverted: Bool = false) -> TreeView {
  var view = TreeView(tree, title: "app.mprof", isInverted: inverted)
  view.resize(width: width, height: height)
  press(keys, &view)
  return view
}

/// `↵` is enter, `⌫` backspace, `⎋` escape.
private func press(_ keys: String, _ view: inout TreeView) {
  let special: [Character: Key] = ["↵": .enter, "⌫": .backspace, "⎋": .escape]
  for key in keys {
    let goesOn = view.press(special[key] ?? .character(key))
    #expect(goesOn)
  }
}

/// The rows without figures: the selected one with `>`.
private func outline(_ view: TreeView) -> [String] {
  view.rows.enumerated().map { index, row in
    let name = view.items.tree.frames[view.items[row.item].frame].function
    let mark = view.selection == index ? ">" : ""
    return String(repeating: " ", count: row.indentation) + (row.isOnly ? "└" : "") + mark + name
  }
}

@Test func theTreeIsOpenedAsFarAsThereIsNothingToChoose() {
  #expect(
    view().lines.map(\.text).prefix(7) == [
      "app.mprof                                               live: 100 B in 20 blocks",
      " share    bytes  function, and below it what it called",
      "100.0%    100 B  ▾ start  start.swift:3",
      "100.0%    100 B  └▾ main  main.swift:3",
      " 85.0%     85 B    ▸ load  load.swift:3",
      " 15.0%     15 B    · idle  idle.swift:3",
      "",
    ])
  #expect(view().lines[11].text.hasPrefix("q quit  ? help  arrows move, open, close"))
}

@Test func rightOpensAndGoesInAndLeftClosesAndGoesOut() {
  #expect(outline(view(keys: "jj")) == ["start", "└main", " >load", " idle"])
  #expect(outline(view(keys: "jjl")) == ["start", "└main", " >load", "  parse", "  read", " idle"])
  #expect(outline(view(keys: "jjll")) == ["start", "└main", " load", "  >parse", "  read", " idle"])
  #expect(outline(view(keys: "jjlllh")) == ["start", "└main", " >load", "  parse", "  read", " idle"])
  #expect(outline(view(keys: "jjllhh")) == ["start", "└main", " >load", " idle"])
  #expect(outline(view(keys: "jjllhhh")) == ["start", "└>main", " load", " idle"])
}

@Test func enterOpensAndCloses() {
  #expect(outline(view(keys: "↵")) == [">start"])
  #expect(outline(view(keys: "↵↵")) == [">start", "└main", " load", " idle"])
}

@Test func aClosedRowHoldsTheSelectionOfWhatWasBelow() {
  #expect(outline(view(keys: "jjllkkk↵")) == [">start"])
}

@Test func eOpensThePathThatHoldsTheMost() {
  #expect(outline(view(keys: "e")) == ["start", "└main", " load", "  >parse", "  read", " idle"])
}

@Test func tMeasuresSomethingElseAndSortsByIt() {
  let peak = view(keys: "et")
  #expect(peak.measure == .peak)
  #expect(outline(peak) == ["start", "└main", "└load", " read", " >parse"])
  #expect(peak.lines[0].text.hasSuffix("peak: 210 B in 3 blocks"))
  #expect(outline(view(keys: "ettt")) == ["start", "└main", "└>load", "└read"])
  #expect(view(keys: "ettt").lines[1].text == " share    blocks  function, and below it what it called")
  #expect(view(keys: "tttt").measure == .live)
}

@Test func invertedItBeginsWithWhatAllocates() {
  #expect(outline(view(keys: "i")) == [">parse", "read", "idle"])
  #expect(outline(view(keys: "il")) == [">parse", "└load", "└main", "└start", "read", "idle"])
  #expect(outline(view(keys: "ili")) == [">start", "└main", " load", " idle"])
  #expect(outline(view(inverted: true)) == [">parse", "read", "idle"])
}

@Test func invertedARowHoldsWhatIsAllocatedThroughIt() {
  let lines = view(keys: "ittgl").lines.map(\.text)
  #expect(lines[2] == " 33.3%    999 B  ▾ idle  idle.swift:3")
  #expect(lines[3] == " 33.3%    999 B  └▾ main  main.swift:3")
}

@Test func theSearchOpensWhatItFindsAndGoesRound() {
  #expect(view(keys: "/re").lines[11].text == "/re_")
  #expect(outline(view(keys: "/READ↵")) == ["start", "└main", " load", "  parse", "  >read", " idle"])
  // Matching: start is not below itself; then parse, read, idle.
  let text = "/a"
  #expect(outline(view(keys: text + "↵")).first { $0.contains(">") } == "└>main")
  #expect(outline(view(keys: text + "↵n")).first { $0.contains(">") } == " >load")
  #expect(outline(view(keys: text + "↵nnn")).first { $0.contains(">") } == "  >read")
  #expect(outline(view(keys: text + "↵nnnn")).first { $0.contains(">") } == ">start")
  #expect(outline(view(keys: text + "↵N")).first { $0.contains(">") } == ">start")
  #expect(outline(view(keys: text + "↵NN")).first { $0.contains(">") } == "  >read")
}

@Test func searchingFindsFilesAndInvertedCallers() {
  #expect(outline(view(keys: "/src/idle↵")).last == " >idle")
  #expect(outline(view(keys: "i/main↵")).contains { $0.contains(">main") })
}

@Test func whatIsNotThereIsSaidAndTheSearchCanBeLeft() {
  #expect(view(keys: "/nowhere↵").lines[11].text == "nowhere is not in what this tree shows")
  #expect(view(keys: "n").lines[11].text == "Nothing was searched for: press /")
  #expect(view(keys: "/abc⎋").prompt == nil)
  #expect(view(keys: "/ab⌫").prompt == "a")
  #expect(view(keys: "/⌫").prompt == nil)
}

@Test func whatMeasuresNothingIsNotFound() {
  #expect(outline(view(keys: "t/idle↵")).allSatisfy { !$0.contains("idle") })
  #expect(view(keys: "t/idle↵").notice != nil)
}

@Test func theSelectionStaysOnTheScreen() {
  var view = view(80, 5, keys: "e")
  #expect(view.lines[2...3].contains { $0.isSelected })
  for key in [Key.end, .up, .home, .pageDown, .pageUp] {
    _ = view.press(key)
    #expect(view.lines.contains { $0.isSelected }, "after \(key)")
  }
  view.resize(width: 80, height: 20)
  #expect(view.firstRow == 0)
}

@Test(arguments: [(1, 1), (3, 2), (12, 3), (39, 13), (99, 29), (250, 60)])
func noRowIsWiderThanTheTerminal(width: Int, height: Int) {
  for keys in ["", "e", "et", "ettt", "i", "il", "?", "/abc", "n"] {
    let lines = view(width, height, keys: keys).lines
    #expect(lines.count == height && lines.allSatisfy { $0.width <= width }, "\(width)×\(height) after \(keys)")
  }
}

@Test func wideTerminalsShowBlocksAndWhatIsTheFunctionsOwn() {
  #expect(
    view(100, 12, keys: "e").lines[5].text == " 60.0%     60 B        12      60 B      · parse  parse.swift:3")
}

@Test func deepRowsKeepTheirNames() {
  var deep = CallTree()
  var calls: [CallTree.Frame] = []
  for level in 0..<60 {
    calls.append(frame("level\(level)"))
    deep.add(CallTree.Counts(live: BlockTotal(blocks: 1, bytes: 1)), calls: calls + [frame("other")])
  }
  deep.add(CallTree.Counts(live: BlockTotal(blocks: 1, bytes: 1000)), calls: calls)
  var view = TreeView(deep, title: "deep")
  view.resize(width: 80, height: 100)
  press("e", &view)
  #expect(view.lines.contains { $0.text.contains("level59") && $0.isSelected })
}

@Test func anEmptyTreeSaysSo() {
  var empty = TreeView(CallTree(), title: "empty")
  press("jlhe↵itn", &empty)
  #expect(empty.lines[2].text == "Nothing is counted here: t measures something else.")
  let goesOn = empty.press(.character("q"))
  #expect(!goesOn)
}
