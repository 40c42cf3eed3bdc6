// Conditions, and `if` as a statement.
#if Macros
import SwiftSyntax

extension BodyRewriter {
  /// A condition that starts a line of its own gets a probe: an always-true condition before it.
  func rewrite(_ conditions: ConditionElementListSyntax) {
    for condition in conditions {
      let line = lines.line(of: condition)
      if line != state.line {
        state.line = line
        edits.insert(
          "\(probeType).passing(\(state.probe).line(\(line)), true), ",
          at: condition.positionAfterSkippingLeadingTrivia)
      }
      walk(condition)
    }
  }

  func rewriteStatement(_ node: IfExprSyntax) {
    let outer = state.line
    rewrite(node.conditions)
    rewrite(node.body.statements) { _ in }
    switch node.elseBody {
    case .codeBlock(let block): rewrite(block.statements) { _ in }
    case .ifExpr(let next): rewriteStatement(next)
    case nil: break
    }
    state.line = outer
  }
}
#endif
