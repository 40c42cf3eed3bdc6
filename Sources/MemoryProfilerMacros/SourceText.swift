// Where a declaration stands in its file, and its lines as a literal that the program carries.
#if Macros
import SwiftSyntax
import SwiftSyntaxMacros

/// The lines of one node that the compiler handed to the macro, numbered as in the file.
struct SourceLines {
  /// The compiler's `#filePath`, as a string literal.
  let file: String
  private let firstLine: Int
  private let firstColumn: Int
  private let anchor: AbsolutePosition
  private let converter: SourceLocationConverter

  init?(of node: some SyntaxProtocol, in context: some MacroExpansionContext) {
    guard let location = context.location(of: node, at: .afterLeadingTrivia, filePathMode: .filePath),
      let line = Int(location.line.trimmedDescription), let column = Int(location.column.trimmedDescription)
    else { return nil }
    file = location.file.trimmedDescription
    firstLine = line
    firstColumn = column
    anchor = node.positionAfterSkippingLeadingTrivia
    converter = SourceLocationConverter(fileName: "", tree: node.root)
  }

  func line(at position: AbsolutePosition) -> Int {
    firstLine + converter.location(for: position).line - converter.location(for: anchor).line
  }

  /// The line on which the node's own text begins, comments before it skipped.
  func line(of node: some SyntaxProtocol) -> Int { line(at: node.positionAfterSkippingLeadingTrivia) }

  /// The whole lines of `root` from `start` to `end`. What stands left of the node itself is not known to a
  /// macro: it comes out as blanks of the same width.
  func text(of root: Syntax, from start: AbsolutePosition, to end: AbsolutePosition) -> String {
    let source = Array(root.description.utf8)
    let newline = UInt8(ascii: "\n")
    var first = start.utf8Offset - root.position.utf8Offset
    while first > 0, source[first - 1] != newline { first -= 1 }
    var last = end.utf8Offset - root.position.utf8Offset
    while last < source.count, source[last] != newline { last += 1 }
    let text = String(decoding: source[first..<last], as: UTF8.self)
    let known = start.utf8Offset - root.position.utf8Offset - first
    let missing = line(at: start) == firstLine ? firstColumn - 1 - known : 0
    return String(repeating: " ", count: max(0, missing)) + text
  }
}

/// `text` as a string literal on one line, which keeps the lines of the code around it.
func singleLineLiteral(_ text: String) -> String {
  var hashes = "#"
  while text.contains("\"" + hashes) || text.contains("\\" + hashes) { hashes += "#" }
  var body = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\n": body += "\\\(hashes)n"
    case "\r": break
    case "\t": body.unicodeScalars.append(scalar)
    case _ where scalar.properties.generalCategory == .control:
      body += "\\\(hashes)u{" + String(scalar.value, radix: 16) + "}"
    default: body.unicodeScalars.append(scalar)
    }
  }
  return hashes + "\"" + body + "\"" + hashes
}
#endif
