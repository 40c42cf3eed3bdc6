// The pieces of generated code that the macros share.
#if Macros
import SwiftSyntax

let probeType = "MemoryProfiler.LineProbe"

/// `MemoryProfiler.ProfiledSource(…)` for the lines from `start` to the closing brace.
func sourceArgument(
  name: String, lines: SourceLines, root: Syntax, from start: AbsolutePosition, to brace: TokenSyntax
)
  -> String
{
  let text = lines.text(of: root, from: start, to: brace.endPositionBeforeTrailingTrivia)
  return "MemoryProfiler.ProfiledSource(function: \(name), file: \(lines.file), "
    + "firstLine: \(lines.line(at: start)), text: \(singleLineLiteral(text)))"
}

/// The attribute's arguments, forwarded as written; nothing if it has none.
func optionsArgument(_ arguments: LabeledExprListSyntax?) -> String {
  guard let arguments, !arguments.isEmpty else { return "" }
  let forwarded = arguments.map { $0.with(\.trailingComma, nil).trimmedDescription }.joined(separator: ", ")
  return ", options: MemoryProfiler.ProfileOptions(\(forwarded))"
}

/// A signature's part without comments and newlines, for the generated line.
func onOneLine(_ node: some SyntaxProtocol) -> String {
  node.tokens(viewMode: .sourceAccurate).map { token in
    let next = token.nextToken(viewMode: .sourceAccurate)
    return token.text + (token.trailingTrivia.isEmpty && next?.leadingTrivia.isEmpty != false ? "" : " ")
  }.joined().trimmingBlanks
}

extension String {
  fileprivate var trimmingBlanks: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

/// Opens a lane and sees that it ends.
func probeDeclaration(_ value: String, name: String = "_lineProbe") -> String {
  "let \(name) = \(value); defer { \(name).end() }; "
}

/// Code as one item, printed exactly as given.
func verbatim(_ code: String) -> CodeBlockItemSyntax {
  CodeBlockItemSyntax(item: .expr(ExprSyntax(DeclReferenceExprSyntax(baseName: .identifier(code)))))
}

/// `text` with the line numbers of the file from `firstLine` on; what the compiler adds after it, the closing brace,
/// is on `lastLine`.
func located(_ text: String, file: String, firstLine: Int, lastLine: Int) -> String {
  lineDirective(file, firstLine) + text + "\n" + lineDirective(file, lastLine).dropLast()
}

func lineDirective(_ file: String, _ line: Int) -> String { "#sourceLocation(file: \(file), line: \(line))\n" }
#endif
