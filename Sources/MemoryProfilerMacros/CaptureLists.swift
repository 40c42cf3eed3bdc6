// A way around a compiler bug (swiftlang/swift#80050, #91799): in a rewritten body a closure with a capture list
// does not compile ("failed to produce diagnostic for expression") unless it is inside another closure. The whole
// expression around it is put into one that is called at once:
//
//     let f = use { [weak self] in … }   →   let f = ({ use { [weak self] in … } }())
#if Macros
import SwiftSyntax

/// Finds the expressions to wrap in a function's own body; inside closures and local functions the bug is not met.
final class CaptureListWrapper: SyntaxVisitor {
  private(set) var expressions: [ExprSyntax] = []

  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind {
    guard node.signature?.capture != nil else { return .skipChildren }
    let whole = ExprSyntax(node).wholeExpression
    if expressions.last?.id != whole.id { expressions.append(whole) }
    return .skipChildren
  }
  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: MemberBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}

extension BodyRewriter {
  func wrapCaptureLists(in statements: CodeBlockItemListSyntax) {
    let finder = CaptureListWrapper(viewMode: .sourceAccurate)
    finder.walk(statements)
    for expression in finder.expressions { wrap(expression) }
  }

  private func wrap(_ expression: ExprSyntax) {
    var start = expression.positionAfterSkippingLeadingTrivia
    var isStatement = (expression.parent?.is(CodeBlockItemSyntax.self) ?? false) && !implicitReturns.contains(start)
    if let assigned = expression.assignedValueStart { (start, isStatement) = (assigned, false) }
    let effects = expression.effectsOutsideClosures
    edits.insert((isStatement ? "_ = " : "") + effects + "({ ", at: start)
    edits.insertFirst(" }())", at: expression.endPositionBeforeTrailingTrivia)
  }
}

extension ExprSyntax {
  /// The outermost expression this one is a part of, up to a statement, a variable's value or a condition.
  fileprivate var wholeExpression: ExprSyntax {
    var whole = self
    var node = parent
    while let next = node, !next.endsExpressions, next.as(SwitchExprSyntax.self)?.subject.id != whole.id {
      if let expression = next.as(ExprSyntax.self) { whole = expression }
      node = next.parent
    }
    return whole
  }

  /// Where the right side of an assignment begins.
  fileprivate var assignedValueStart: AbsolutePosition? {
    if let infix = self.as(InfixOperatorExprSyntax.self), infix.operator.is(AssignmentExprSyntax.self) {
      return infix.rightOperand.positionAfterSkippingLeadingTrivia
    }
    guard let elements = self.as(SequenceExprSyntax.self)?.elements,
      let assignment = elements.last(where: { $0.is(AssignmentExprSyntax.self) })
    else { return nil }
    return assignment.endPosition
  }

  /// "try await " as far as the expression has them outside closures and outside `try?`.
  fileprivate var effectsOutsideClosures: String {
    let finder = EffectFinder(viewMode: .sourceAccurate)
    finder.walk(self)
    return (finder.tries ? "try " : "") + (finder.awaits ? "await " : "")
  }
}

extension Syntax {
  fileprivate var endsExpressions: Bool {
    (self.is(StmtSyntax.self) && !self.is(ExpressionStmtSyntax.self)) || self.is(CodeBlockItemSyntax.self)
      || self.is(InitializerClauseSyntax.self) || self.is(ConditionElementSyntax.self)
      || self.is(WhereClauseSyntax.self)
  }
}

private final class EffectFinder: SyntaxVisitor {
  var tries = false
  var awaits = false

  override func visit(_ node: TryExprSyntax) -> SyntaxVisitorContinueKind {
    if node.questionOrExclamationMark == nil { tries = true }
    return .visitChildren
  }
  override func visit(_ node: AwaitExprSyntax) -> SyntaxVisitorContinueKind {
    awaits = true
    return .visitChildren
  }
  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}
#endif
