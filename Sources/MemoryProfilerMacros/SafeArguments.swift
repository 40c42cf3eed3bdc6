// Which expressions a generated call may take as its argument: a macro sees no types and must not change how the
// compiler finds them.
#if Macros
import SwiftSyntax

extension ExprSyntax {
  /// True if passing the expression through a generic function cannot change how the compiler reads it.
  var isSafeArgument: Bool {
    switch self.as(ExprSyntaxEnum.self) {
    case .functionCallExpr(let call): call.calledExpression.isSafeCallee
    case .memberAccessExpr(let member): member.base?.isSafeCallee ?? false
    case .subscriptCallExpr(let call): call.calledExpression.isSafeCallee
    case .tryExpr(let node): node.expression.isSafeArgument
    case .awaitExpr(let node): node.expression.isSafeArgument
    case .infixOperatorExpr(let node):
      !node.operator.is(AssignmentExprSyntax.self) && node.leftOperand.isSafeOperand
        && node.rightOperand.isSafeOperand
    case .sequenceExpr(let node):
      // `a < b`: not folded, as a macro sees it before the compiler knows the operators.
      node.elements.count == 3 && node.elements.allSatisfy { $0.isSafeOperand || $0.isPureOperator }
    default: false
    }
  }

  private var isPureOperator: Bool {
    guard let name = self.as(BinaryOperatorExprSyntax.self)?.operator.text else { return false }
    return !name.hasSuffix("=") || ["==", "!=", "<=", ">=", "===", "!=="].contains(name)
  }

  private var isSafeOperand: Bool {
    isSafeArgument || self.is(DeclReferenceExprSyntax.self) || self.is(IntegerLiteralExprSyntax.self)
      || self.is(StringLiteralExprSyntax.self)
  }

  /// Not `.member`, whose meaning comes from the context.
  private var isSafeCallee: Bool {
    switch self.as(ExprSyntaxEnum.self) {
    case .declReferenceExpr, .genericSpecializationExpr, .superExpr, .stringLiteralExpr, .tupleExpr, .arrayExpr: true
    case .memberAccessExpr(let member): member.base?.isSafeCallee ?? false
    case .functionCallExpr(let call): call.calledExpression.isSafeCallee
    case .subscriptCallExpr(let call): call.calledExpression.isSafeCallee
    case .optionalChainingExpr(let node): node.expression.isSafeCallee
    case .forceUnwrapExpr(let node): node.expression.isSafeCallee
    default: false
    }
  }
}

extension CodeBlockItemSyntax {
  /// A call of a function by name, without closures.
  var isPlainCall: Bool {
    guard case .expr(let expression) = item, let call = expression.withoutEffects.as(FunctionCallExprSyntax.self)
    else { return false }
    return call.trailingClosure == nil && !call.arguments.contains { $0.expression.is(ClosureExprSyntax.self) }
      && (call.calledExpression.is(DeclReferenceExprSyntax.self)
        || call.calledExpression.is(MemberAccessExprSyntax.self))
  }
}
#endif
