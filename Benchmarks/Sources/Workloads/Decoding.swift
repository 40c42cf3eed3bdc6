import Foundation

/// A file of the input: its lines as a tree, those that are indented deeper below the one before.
private struct SourceFile: Decodable {
  struct Size: Decodable {
    let lines: Int
    let bytes: Int
  }

  let path: String
  let size: Size
  let lines: [Line]
}

private struct Line: Decodable {
  struct Place: Decodable {
    let line: Int
    let column: Int
  }

  let place: Place
  let text: String
  let comment: String?
  let shareOfLetters: Double
  let words: [String]
  let inside: [Line]

  /// Lines, words and letters, to see that all was decoded.
  var counts: (lines: Int, words: Int, bytes: Int) {
    inside.reduce((1, words.count, text.utf8.count)) { sum, line in
      let counts = line.counts
      return (sum.0 + counts.lines, sum.1 + counts.words, sum.2 + counts.bytes)
    }
  }
}

/// Decodes a JSON file of sources with Foundation's decoder and counts what is in it.
func decodeSources(_ path: String) throws -> String {
  let files = try JSONDecoder().decode([SourceFile].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  let counts = files.flatMap(\.lines).map(\.counts)
  let sum = counts.reduce((0, 0, 0)) { ($0.0 + $1.lines, $0.1 + $1.words, $0.2 + $1.bytes) }
  return
    "\(files.count) files of \(files.reduce(0) { $0 + $1.size.lines }) lines, \(sum.0) lines, \(sum.1) words, \(sum.2) bytes"
}
