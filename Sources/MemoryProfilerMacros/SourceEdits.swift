// Edits of a source text by position: everything outside them stays as it was written, lines included.
#if Macros
import SwiftSyntax

/// Insertions and replacements, collected in any order and applied at once.
///
/// Invariant: no edit adds or removes a newline, so the text after it keeps its line numbers.
struct SourceEdits {
  private struct Edit {
    var start: Int
    var end: Int
    var text: String
    var rank = 0
  }
  private var edits: [Edit] = []

  /// Of two insertions at one position the one made first comes first.
  mutating func insert(_ text: String, at position: AbsolutePosition) {
    edits.append(Edit(start: position.utf8Offset, end: position.utf8Offset, text: text))
  }

  /// Comes before all other insertions at its position.
  mutating func insertFirst(_ text: String, at position: AbsolutePosition) {
    edits.append(Edit(start: position.utf8Offset, end: position.utf8Offset, text: text, rank: -1))
  }

  mutating func replace(_ node: some SyntaxProtocol, with text: String) {
    let start = node.positionAfterSkippingLeadingTrivia.utf8Offset
    edits.append(Edit(start: start, end: node.endPositionBeforeTrailingTrivia.utf8Offset, text: text))
  }

  /// `text` has at most the newlines of what is replaced; the others follow it.
  mutating func replace(from start: AbsolutePosition, to end: AbsolutePosition, of root: Syntax, with text: String) {
    let old = Array(root.description.utf8)[
      (start.utf8Offset - root.position.utf8Offset)..<(end.utf8Offset - root.position.utf8Offset)]
    let newline = UInt8(ascii: "\n")
    let newlines = String(repeating: "\n", count: old.count { $0 == newline } - text.utf8.count { $0 == newline })
    edits.append(Edit(start: start.utf8Offset, end: end.utf8Offset, text: text + newlines))
  }

  mutating func blankOut(_ node: some SyntaxProtocol) {
    replace(node, with: String(node.trimmedDescription.filter(\.isNewline)))
  }

  /// The text of `root` between two positions with the edits in it.
  func apply(to root: Syntax, from start: AbsolutePosition, to end: AbsolutePosition) -> String {
    let source = Array(root.description.utf8)
    let base = root.position.utf8Offset
    var result: [UInt8] = []
    var next = start.utf8Offset
    for edit in inOrder where edit.start >= start.utf8Offset && edit.end <= end.utf8Offset {
      result += source[(next - base)..<(edit.start - base)]
      result += Array(edit.text.utf8)
      next = edit.end
    }
    result += source[(next - base)..<(end.utf8Offset - base)]
    return String(decoding: result, as: UTF8.self)
  }

  private var inOrder: [Edit] {
    edits.enumerated().sorted {
      ($0.element.start, $0.element.rank, $0.offset) < ($1.element.start, $1.element.rank, $1.offset)
    }.map(\.element)
  }
}
#endif
