import Foundation
import Symbolication
import Testing

@Suite struct SourceFilesTests {
  private let directory: Directory
  private let files = SourceFiles(sizeLimit: 100)

  init() throws { directory = try Directory() }

  @Test func linesAreCountedFromOne() throws {
    let path = try directory.write("first\n\n  third\r\nlast", to: "a.swift")
    let lines = try (1...4).map { try files.line($0, of: path).get() }
    #expect(lines == ["first", "", "  third", "last"])
  }

  @Test func aLineBehindTheEndIsMissingWithTheCount() throws {
    let path = try directory.write("first\nsecond\n", to: "a.swift")
    for line in [-1, 0, 3] {
      #expect(files.line(line, of: path) == .failure(.noSuchLine(path: path, line: line, count: 2)))
    }
    let empty = try directory.write("", to: "empty.swift")
    #expect(files.line(1, of: empty) == .failure(.noSuchLine(path: empty, line: 1, count: 0)))
  }

  @Test func aMissingFileSaysSo() {
    let path = directory.path("none.swift")
    let answer = files.line(1, of: path)
    #expect(answer == .failure(.unreadableFile(path: path, error: ENOENT)))
    #expect("\(MissingSource.unreadableFile(path: path, error: ENOENT))".hasSuffix("No such file or directory"))
  }

  @Test func bytesThatAreNotUTF8AreRepaired() throws {
    let path = directory.path("latin.swift")
    try Data([0x61, 0xe9, 0x62, 0x0a]).write(to: URL(fileURLWithPath: path))
    #expect(files.line(1, of: path) == .success("a\u{fffd}b"))
  }

  @Test func aFileOverTheLimitIsNotRead() throws {
    let path = try directory.write(String(repeating: "x", count: 101), to: "large.swift")
    #expect(files.line(1, of: path) == .failure(.tooLarge(path: path, size: 101, limit: 100)))
  }

  @Test func aPipeIsNotWaitedFor() {
    let path = directory.path("pipe.swift")
    #expect(mkfifo(path, 0o600) == 0)
    #expect(files.line(1, of: path) == .failure(.notAFile(path: path)))
  }
}
