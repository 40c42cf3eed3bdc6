import Testing

@testable import Snapshots

private func matches(_ name: String, _ pattern: String) -> Bool { Glob(pattern).matches(name) }

@Test func aPatternWithoutStarsIsTheWholeName() {
  #expect(matches("", ""))
  #expect(!matches("abc", "") && !matches("", "abc"))
  #expect(matches("abc", "abc") && !matches("abc", "abcd") && !matches("abc", "ab") && !matches("abc", "def"))
}

@Test func aStarStandsForAnyTextAlsoNone() {
  #expect(matches("", "*") && matches("abc", "a*") && matches("abc", "abc*"))
  #expect(!matches("abc", "b*") && !matches("abc", "abcd*"))
}

@Test func aStarInTheMiddleLeavesRoomForTheEnd() {
  #expect(matches("abc", "a*c") && matches("abcdcx", "a*cx"))
  #expect(!matches("abb", "a*c") && !matches("abcdce", "a*cx") && !matches("ab", "ab*b"))
}

@Test func severalStarsAreTriedInOrder() {
  #expect(matches("abcde", "a*c*e") && matches("abcbdefeg", "a*bd*eg"))
  #expect(!matches("abcdd", "a*c*e") && !matches("abcbdefef", "a*bd*eg"))
}

@Test func upperCaseIsNotLowerCase() {
  #expect(!matches("aBC", "ABc") && !matches("aBcDe", "Ab*dE"))
}

@Test func aSlashIsNotABackslash() {
  #expect(!matches("a/b", "a\\b") && !matches("a\\b", "a/b"))
  #expect(matches("a/b/c", "a*c"))
}

/// Which of these names match each pattern, as Python 3.11's `fnmatch.fnmatchcase` answers.
private let names = [
  "", "abc", "a*c", "a\\x", "a", "b", "x", "]", "[", "-", "ax", "dx", "!", "^", "*", "a[b", "a]", "d", "e",
  "xaxbx", "a\nc", "a/c", "\\", "é",
]

@Test(
  arguments: [
    ("", [""]),
    (
      "*",
      [
        "", "abc", "a*c", "a\\x", "a", "b", "x", "]", "[", "-", "ax", "dx", "!", "^", "*", "a[b", "a]", "d", "e",
        "xaxbx", "a\nc", "a/c", "\\", "é",
      ]
    ),
    ("abc", ["abc"]),
    ("a*c", ["abc", "a*c", "a\nc", "a/c"]),
    ("a?c", ["abc", "a*c", "a\nc", "a/c"]),
    ("[abc]", ["a", "b"]),
    ("[!abc]x", ["dx"]),
    ("[a-c]*", ["abc", "a*c", "a\\x", "a", "b", "ax", "a[b", "a]", "a\nc", "a/c"]),
    ("[]]", ["]"]),
    ("[!]]", ["a", "b", "x", "[", "-", "!", "^", "*", "d", "e", "\\", "é"]),
    ("[", ["["]),
    ("a[b", ["a[b"]),
    ("[a-]", ["a", "-"]),
    ("[-a]", ["a", "-"]),
    ("[--a]", ["a", "]", "[", "-", "^", "\\"]),
    ("[c-a]", []),
    ("[!c-a]", ["a", "b", "x", "]", "[", "-", "!", "^", "*", "d", "e", "\\", "é"]),
    ("[a-c-e]", ["a", "b", "-", "e"]),
    ("a\\*", ["a\\x"]),
    ("[*]", ["*"]),
    ("**b", ["b", "a[b"]),
    ("*a*b*", ["abc", "a[b", "xaxbx"]),
    ("[!]", []),
    ("[]", []),
    ("[^a]", ["a", "^"]),
    ("?", ["a", "b", "x", "]", "[", "-", "!", "^", "*", "d", "e", "\\", "é"]),
    ("[[]", ["["]),
    ("[a-c]]", ["a]"]),
  ] as [(String, [String])])
func aPatternMatchesWhatItMatchesInPython(pattern: String, matching: [String]) {
  #expect(names.filter { matches($0, pattern) } == matching)
}
