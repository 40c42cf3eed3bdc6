// Closures and local functions: code that may run later, elsewhere, or at the same time, so it opens a lane of
// its own. Whatever compiled before must compile: where that is uncertain a closure stays as it is and its rows
// stay empty.
#if Macros
import SwiftSyntax

extension BodyRewriter {
  func rewriteClosure(_ closure: ClosureExprSyntax) {
    let kind = ClosureKind(closure, locals: locals)
    if let expression = closure.statements.soleExpression, expression.isValue {
      rewriteExpression(expression, of: closure, kind: kind)
    } else if kind.takesStatements, !closure.statements.mayBecomeOneExpression, let first = closure.statements.first {
      openLane(in: closure.statements, at: first, isAsync: closure.isAsync)
    }
  }

  /// `ending(lane, expression)`, behind the expression's own `try` and `await`.
  private func rewriteExpression(_ expression: ExprSyntax, of closure: ClosureExprSyntax, kind: ClosureKind) {
    let line = lines.line(of: expression)
    let value = expression.withoutEffects
    guard line != state.line, kind.mayCapture, value.isSafeArgument else { return walkInside(expression) }
    let open = closure.isAsync ? "asyncClosure" : "closure"
    edits.insert(
      "\(probeType).ending(\(state.probe).\(open)(\(line)), ", at: value.positionAfterSkippingLeadingTrivia)
    walkInside(expression, line: line)
    edits.insert(")", at: value.endPositionBeforeTrailingTrivia)
  }

  /// The branches of an `if` or `switch` that is a closure's value stay as they are.
  /// Control flow outside a closure does not reach into it.
  private func walkInside(_ expression: ExprSyntax, line: Int? = nil) {
    let outer = state
    state.loops = []
    if let line { state.line = line }
    if !expression.isBranching { walk(expression) }
    state = outer
  }

  /// The lane starts on the first statement's line, which is thereby counted.
  private func openLane(in statements: CodeBlockItemListSyntax, at first: CodeBlockItemSyntax, isAsync: Bool) {
    let line = lines.line(of: first)
    let outer = state
    state.depth += 1
    state.probe = "_lineProbe\(state.depth)"
    state.loops = []
    state.line = line
    let open = "\(outer.probe).\(isAsync ? "asyncClosure" : "closure")(\(line))"
    edits.insert(probeDeclaration(open, name: state.probe), at: first.positionAfterSkippingLeadingTrivia)
    rewrite(statements)
    state = outer
  }

  func rewriteLocalFunction(_ function: FunctionDeclSyntax) {
    guard let body = function.body, let first = body.statements.first, isProbed(first),
      function.attributes.resultBuilder == nil, !locals.functionsUsedAsValues.contains(function.name.text)
    else { return }
    if let returned = function.signature.returnClause, !isVoidOrNever(returned.type) {
      returnImplicitValue(of: body.statements)
    }
    openLane(in: body.statements, at: first, isAsync: function.signature.effectSpecifiers?.asyncSpecifier != nil)
  }
}

extension ExprSyntax {
  fileprivate var isBranching: Bool { self.is(IfExprSyntax.self) || self.is(SwitchExprSyntax.self) }

  /// The expression behind `try` and `await`; `try?` and `try!` belong to the value.
  var withoutEffects: ExprSyntax {
    if let node = self.as(TryExprSyntax.self), node.questionOrExclamationMark == nil {
      return node.expression.withoutEffects
    }
    return self.as(AwaitExprSyntax.self)?.expression.withoutEffects ?? self
  }
}

extension ClosureExprSyntax {
  /// Declared `async`, or waits at its own level.
  var isAsync: Bool {
    if signature?.effectSpecifiers?.asyncSpecifier != nil { return true }
    let finder = AwaitFinder(viewMode: .sourceAccurate)
    finder.walk(statements)
    return finder.found
  }
}

/// Finds a suspension point that belongs to the closure itself, not to one inside it.
private final class AwaitFinder: SyntaxVisitor {
  var found = false

  override func visit(_ node: TokenSyntax) -> SyntaxVisitorContinueKind {
    if node.tokenKind == .keyword(.await)
      || (node.tokenKind == .keyword(.async) && node.parent?.is(DeclModifierSyntax.self) == true)
    {
      found = true
    }
    return .skipChildren
  }
  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: MemberBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}
#endif
