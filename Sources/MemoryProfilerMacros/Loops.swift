// Loops. The header of a loop runs once more for each iteration that ends, and says so itself:
//
//     for x in xs {                    for x in xs { _iteration1: do {
//       if x == 0 { continue }   →       if x == 0 { break _iteration1 }
//       use(x)                           use(x)
//     }                                }; let _: Void = _lineProbe.iterated(12) }
//
// A `break`, a `return` or an error leaves without passing `iterated`, from whatever depth, so the header's
// occurrences are exact: n + 1 for n iterations to the end, n for a break in the n-th. The inner scope makes the
// iteration's own variables die, and its `defer`s run, before control is back at the header.
#if Macros
import SwiftSyntax

extension BodyRewriter {
  func rewriteLoop(_ loop: some SyntaxProtocol, body: CodeBlockSyntax, header: Int) {
    let label = loop.parent?.as(LabeledStmtSyntax.self)?.label.text
    iterationLabels += 1
    let enclosing = EnclosingLoop(label: label, iterationLabel: "_iteration\(iterationLabels)")
    rewrite(body.statements) { $0.loops.append(enclosing) }
    guard body.statements.completesNormally || enclosing.needsLabel else { return }
    let iterated = "let _: Void = \(state.probe).iterated(\(header)) "
    guard !body.statements.isEmpty else { return edits.insert(iterated, at: body.rightBrace.tokenStart) }
    let scope = enclosing.needsLabel ? " \(enclosing.iterationLabel): do {" : " do {"
    edits.insert(scope, at: body.leftBrace.endPositionBeforeTrailingTrivia)
    edits.insert("}; " + iterated, at: body.rightBrace.tokenStart)
  }

  /// The loop a `continue` goes on with.
  func rewriteContinue(_ node: ContinueStmtSyntax) {
    let label = node.label?.text
    guard let loop = state.loops.last(where: { label == nil || $0.label == label }) else { return }
    loop.needsLabel = true
    edits.replace(node, with: "break \(loop.iterationLabel)")
  }
}

extension TokenSyntax {
  fileprivate var tokenStart: AbsolutePosition { positionAfterSkippingLeadingTrivia }
}
#endif
