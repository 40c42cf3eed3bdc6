import Reports
import Testing

@testable import mprof

private func keys(_ text: String) -> [Key] {
  var decoder = KeyDecoder()
  return decoder.keys(from: text.utf8)
}

/// `#expect` takes no mutating calls.
private func expect<Value: Equatable>(
  _ value: Value, _ expected: Value, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(value == expected, sourceLocation: sourceLocation)
}

@Test func keysOfATerminal() {
  #expect(keys("q?é日") == [.character("q"), .character("?"), .character("é"), .character("日")])
  #expect(keys("\r\n\t\u{7F}\u{8}") == [.enter, .enter, .tab, .backspace, .backspace])
  #expect(keys("\u{1B}[A\u{1B}[B\u{1B}[C\u{1B}[D") == [.up, .down, .right, .left])
  #expect(keys("\u{1B}OA\u{1B}OH\u{1B}OF") == [.up, .home, .end])
  #expect(
    keys("\u{1B}[H\u{1B}[F\u{1B}[1~\u{1B}[4~\u{1B}[5~\u{1B}[6~") == [.home, .end, .home, .end, .pageUp, .pageDown])
}

@Test func keysThatMeanNothingHereAreSwallowedWhole() {
  #expect(keys("\u{1B}[15~a\u{1B}[200~b\u{1B}[<0;1;1Mc\u{1}") == [.character("a"), .character("b"), .character("c")])
}

@Test(arguments: ["\u{1B}[A", "\u{1B}OB", "\u{1B}[5~", "日", "x"])
func keysArriveInPieces(text: String) {
  var decoder = KeyDecoder()
  var pieces: [Key] = []
  for byte in text.utf8 {
    #expect(pieces.isEmpty)
    pieces += decoder.keys(from: [byte])
  }
  #expect(pieces == keys(text))
  #expect(!decoder.isWaiting)
}

@Test func anEscapeThatNothingFollowsIsTheKey() {
  var decoder = KeyDecoder()
  expect(decoder.keys(from: [0x1B]), [])
  #expect(decoder.isWaiting)
  expect(decoder.rest(), [.escape])
  #expect(!decoder.isWaiting)
  expect(decoder.keys(from: "\u{1B}[".utf8), [])
  expect(decoder.rest(), [])
}

@Test func anEscapeBeforeALetterIsBoth() { #expect(keys("\u{1B}q") == [.escape, .character("q")]) }

@Test func bytesThatAreNoTextAreLeftOut() {
  var decoder = KeyDecoder()
  expect(decoder.keys(from: [0xFF, 0x80, 0x61, 0xC3, 0x62]), [.character("a"), .character("b")])
  expect(decoder.keys(from: [0x1B, 0x5B] + Array(repeating: 0x31, count: 40)), [])
  expect(decoder.keys(from: [0x63]), [.character("c")])
}
