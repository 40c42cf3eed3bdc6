import Snapshots
import Testing

@testable import Reports

private func page(function: String = "main", title: String = "app") -> FlamegraphPage {
  var tree = CallTree()
  let frame = CallTree.Frame(function: function, file: "/\(function).swift", line: 1, module: function)
  tree.add(CallTree.Counts(live: BlockTotal(blocks: 1, bytes: 300)), calls: [frame])
  let timeline = FlamegraphPage.Timeline(
    samples: [FlamegraphPage.Sample(seconds: 0, resident: 1000)],
    brackets: [FlamegraphPage.Bracket(name: function, start: 0, end: 1, level: 1)])
  return FlamegraphPage(title: title, command: function, notes: [function], tree: tree, timeline: timeline)
}

/// Whether `text` occurs in the other, byte for byte.
private func occurrences(of text: String, in whole: String) -> Int {
  let (part, bytes) = (Array(text.utf8), Array(whole.utf8))
  return bytes.indices.count { bytes[$0...].starts(with: part) }
}

@Test(arguments: [
  "</script><script>alert(1)</script>", "<!--", "<img src=x onerror=alert(1)>", "]]>", "<SCRIPT", "</script x",
])
func noNameEndsTheElementItStandsIn(name: String) {
  let harmless = page(function: "harmless", title: "harmless").html
  let html = page(function: name, title: name).html
  for opening in ["<", ">"] {
    #expect(occurrences(of: opening, in: html) == occurrences(of: opening, in: harmless))
  }
  #expect(occurrences(of: name, in: html) == 0)
}

@Test func theScriptAndTheStyleEndNoElement() {
  for text in [flamegraphScript, flamegraphStyle] {
    #expect(occurrences(of: "</", in: text) == 0)
    #expect(occurrences(of: "<!--", in: text) == 0)
  }
}

@Test func thePageNamesNothingElsewhere() {
  let html = page().html
  for scheme in ["http:", "https:", "//cdn", "@import", "url("] { #expect(occurrences(of: scheme, in: html) == 0) }
  #expect(occurrences(of: "default-src 'none'", in: html) == 1)
}

@Test func theSamePageIsTheSameText() { #expect(page().html == page().html) }

@Test func textBetweenTagsIsEscaped() {
  #expect(htmlEscaped("a<b>&\"'é\u{2028}") == "a&lt;b&gt;&amp;&quot;&#39;é\u{2028}")
}

@Test func jsonStringsHoldNoTagsAndNoControlCharacters() {
  #expect(jsonString("a<b>&\"\\\n\u{0}\u{7f}é") == #""a\u003cb\u003e\u0026\u0022\u005c\u000a\u0000\u007fé""#)
}

@Test func numbersAreWrittenSevenBitsAByte() {
  var numbers = NumberWriter()
  for number in [0, 127, 128, 300, -5] { numbers.append(number) }
  #expect(numbers.bytes == [0, 127, 128, 1, 172, 2, 0])
  numbers = NumberWriter()
  for number in [0, -1, 1, -2, -65] { numbers.appendSigned(number) }
  #expect(numbers.bytes == [0, 1, 2, 3, 129, 1])
}

@Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar~~", "Zm9vYmFyfn4=")])
func bytesAreBase64AsTheStandardHasIt(text: String, base64: String) {
  var numbers = NumberWriter()
  for byte in text.utf8 { numbers.append(Int(byte)) }
  #expect(numbers.jsonText == "\"\(base64)\"")
}

@Test func nodesAreWrittenEachFollowedByItsCallees() {
  var tree = CallTree()
  let (a, b, c) = (CallTree.Frame(function: "a"), CallTree.Frame(function: "b"), CallTree.Frame(function: "c"))
  let counts = CallTree.Counts(
    live: BlockTotal(blocks: 1, bytes: 5), peak: BlockTotal(blocks: 1, bytes: 7),
    total: BlockTotal(blocks: 3, bytes: 6),
    temporaryBlocks: 2)
  // In an order in which a's second callee comes after b.
  for calls in [[a, b], [b], [a, c]] { tree.add(counts, calls: calls) }
  let data = flamegraphData(of: FlamegraphPage(title: "", tree: tree))
  // a; b below it; c beside that, one level up; b beside a, one more up.
  #expect(data.contains("\"nodes\":\(base64([0, 0, 0, 1, 1, 2, 2, 1]))"))
  // The root and a hold nothing; the peak is 2 bytes above live, the total 1 byte below the peak and 2 blocks above.
  let written = [5, 1, 4, 0, 1, 4, 2]
  #expect(data.contains("\"counts\":\(base64([2] + written + [0] + written + [0] + written))"))
}

private func base64(_ numbers: [Int]) -> String {
  var writer = NumberWriter()
  for number in numbers { writer.append(number) }
  return writer.jsonText
}

@Test func aPageWithoutATimelineHasNone() {
  let none = FlamegraphPage(title: "", tree: CallTree())
  #expect(!flamegraphData(of: none).contains("timeline"))
  var empty = none
  empty.timeline = FlamegraphPage.Timeline(samples: [])
  #expect(flamegraphData(of: empty) == flamegraphData(of: none))
}

@Test func timesThatAreNoNumbersAreWritten() {
  var strange = page()
  strange.timeline = FlamegraphPage.Timeline(
    samples: [-.infinity, .nan, .infinity].map { FlamegraphPage.Sample(seconds: $0, resident: 1, traced: -5) })
  #expect(flamegraphData(of: strange).contains("\"timeline\""))
}

@Test func whatWasLostIsNoted() {
  let totals = ProcessTotals(droppedBlocks: 1, droppedTracebacks: 2000)
  let snapshot = Snapshot(sites: [], totals: totals, maximumFrames: 1, creationTime: .zero).symbolized(names: [:])
  #expect(
    FlamegraphPage(title: "", snapshot: snapshot).notes == [
      "1 block was not recorded: there was no memory to do so.",
      "2,000 blocks have no traceback: there was no memory to record it.",
    ])
}
